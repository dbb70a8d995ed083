package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.protocol.Request;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.evaluate.segmentation.mask.ClassPalette;
import io.github.dino4j.evaluate.segmentation.mask.MaskFormat;
import io.github.dino4j.evaluate.segmentation.mask.MaskLocator;
import io.github.dino4j.evaluate.segmentation.mask.MaskReader;
import io.github.dino4j.evaluate.segmentation.mask.SegmentationImages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the masks of images lie and what their numbers mean.
 *
 * @param format of the masks
 * @param suffix of a folder of masks after the name of its folder of images
 * @param names of the classes, as far as they are known
 */
record SegmentationData(MaskFormat format, String suffix, List<String> names) {
  private static final int MOST = 65_535;

  static SegmentationData of(Request request) {
    Settings settings = request.settings();
    String suffix = settings.text("masks");
    String classes = settings.text("classes");
    boolean isPalette = !classes.isEmpty() && !classes.matches("\\d+");
    ClassPalette palette = isPalette ? ClassPalette.read(PathText.path(classes)) : null;
    int count = palette != null ? palette.size() : classes.isEmpty() ? 0 : number(classes);
    MaskFormat format =
        MaskFormat.ofClasses(count == 0 ? MOST : count).ignoring(settings.integer("ignore", 0));
    format = settings.flag("reduce_zero") ? format.reducingZeroLabel() : format;
    format = palette == null ? format : format.with(palette);
    List<String> names = palette == null ? List.of() : palette.names();
    SegmentationData data = new SegmentationData(format, suffix, names);
    return count > 0 ? data : data.counted(request.train());
  }

  private static int number(String classes) {
    return Integer.parseInt(classes);
  }

  /** As many classes as the masks name. */
  private SegmentationData counted(List<String> train) {
    if (train.isEmpty()) {
      throw new DinoException("classes=N is missing: how many classes the masks have");
    }
    SegmentationImages images = images(train);
    int classes =
        1
            + IntStream.range(0, images.size())
                .parallel()
                .map(i -> images.get(i).largest())
                .max()
                .orElse(0);
    MaskFormat counted = new MaskFormat(classes, format.ignored(), format.zero(), format.palette());
    return new SegmentationData(counted, suffix, names);
  }

  int classes() {
    return format.classes();
  }

  /**
   * Images with their masks: those that a manifest names in its column {@code mask}, or the folder
   * of the same name and the suffix.
   */
  SegmentationImages images(List<String> inputs) {
    if (inputs.size() != 1) {
      throw new DinoException(
          "one folder or manifest of images with masks at a time, not %s"
              .formatted(String.join(", ", inputs)));
    }
    return SegmentationImages.of(
        ImageSource.of(inputs), locator(inputs.getFirst()), new MaskReader(format));
  }

  private MaskLocator locator(String input) {
    Path path = PathText.path(input);
    Path parent = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(path)) {
      return new MaskLocator.Column(parent == null ? path : parent);
    }
    Path masks = path.resolveSibling(path.getFileName() + suffix);
    if (!Files.isDirectory(masks)) {
      throw new DinoException(
          "%s: no folder of masks: there is no %s; masks=SUFFIX says what it is called"
              .formatted(path, masks));
    }
    return new MaskLocator.Folder(masks);
  }
}
