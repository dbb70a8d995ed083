package io.github.dino4j.evaluate.protocol.dense;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.depth.Alignment;
import io.github.dino4j.evaluate.depth.DepthComparison;
import io.github.dino4j.evaluate.depth.DepthFormat;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.DepthTruths;
import io.github.dino4j.evaluate.depth.DepthUnit;
import io.github.dino4j.evaluate.protocol.Settings;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What depth files mean, how maps are compared with them, and where they lie.
 *
 * @param folder what a folder of depth files is called
 */
record DepthData(DepthFormat format, DepthComparison comparison, DepthRange range, String folder) {
  private static final Map<String, Alignment> ALIGNMENTS =
      Map.of(
          "none", Alignment.NONE,
          "scale-shift", Alignment.SCALE_AND_SHIFT,
          "disparity", Alignment.SCALE_AND_SHIFT_OF_DISPARITY);

  static DepthData of(Settings settings) {
    String folder = settings.text("depths");
    Alignment alignment = settings.choice("align", ALIGNMENTS);
    return switch (settings.text("data")) {
      case "relative" ->
          new DepthData(
              new DepthFormat.Relative(),
              DepthComparison.relative(alignment),
              DepthRange.RELATIVE,
              folder);
      case "metres" -> {
        DepthRange range = DepthRange.NYU.upTo(settings.real("max"));
        yield new DepthData(DepthFormat.Scaled.NYU, DepthComparison.whole(range), range, folder);
      }
      case "nyu" ->
          new DepthData(DepthFormat.Scaled.NYU, DepthComparison.nyu(), DepthRange.NYU, folder);
      case "kitti" ->
          new DepthData(
              DepthFormat.Scaled.KITTI, DepthComparison.kitti(), DepthRange.KITTI, folder);
      case "sun" ->
          new DepthData(new DepthFormat.Sun(), DepthComparison.sun(), DepthRange.NYU, folder);
      default ->
          throw new DinoException(
              "data=%s: it is one of relative, metres, nyu, kitti, sun"
                  .formatted(settings.text("data")));
    };
  }

  DepthUnit unit() {
    return range.unit();
  }

  /**
   * Images with their depth, read from their files each time that they are asked for. Any number of
   * threads may ask.
   *
   * @param sizes of the photos, once they are known: depth alone then needs no photo
   */
  record Images(
      DepthData data,
      List<ImageRecord> records,
      DepthTruths truths,
      AtomicReferenceArray<Size> sizes) {
    private static final ImageDecoder DECODER = new ImageDecoder();

    int size() {
      return records.size();
    }

    /** Cut as the comparison wants it. */
    RgbImage photo(int image) {
      RgbImage photo = whole(image);
      return photo.crop(data.comparison.crop().box(Size.of(photo)));
    }

    /** Likewise. */
    DepthMap depth(int image) {
      return cut(wholeDepth(image));
    }

    /** Of the whole photo, as cached features are. */
    DepthMap wholeDepth(int image) {
      Size known = sizes.get(image);
      return truths.read(records.get(image), known == null ? Size.of(whole(image)) : known);
    }

    /** The part of a map of a whole photo that is compared. */
    DepthMap cut(DepthMap map) {
      return map.crop(data.comparison.crop().box(map.size()));
    }

    private RgbImage whole(int image) {
      ImageRecord record = records.get(image);
      try {
        RgbImage photo = DECODER.decode(record.read());
        sizes.set(image, Size.of(photo));
        return photo;
      } catch (DinoException e) {
        throw new DinoException("%s: %s".formatted(record.path(), e.getMessage()), e);
      }
    }
  }

  /**
   * @throws DinoException if there is no image, or one has no depth
   */
  Images images(List<String> inputs) {
    List<ImageRecord> records = new ArrayList<>();
    DepthTruths truths = truths(inputs);
    try (RecordStream stream = ImageSource.of(inputs).open()) {
      while (stream.hasNext()) {
        records.add(stream.next());
        truths.file(records.getLast());
      }
    }
    if (records.isEmpty()) {
      throw new DinoException("no image in " + String.join(", ", inputs));
    }
    return new Images(this, records, truths, new AtomicReferenceArray<>(records.size()));
  }

  /** A manifest's column, a folder beside the images, or one with a suffix to their name. */
  private DepthTruths truths(List<String> inputs) {
    if (inputs.size() != 1) {
      throw new DinoException(
          "one folder or manifest of images with depth at a time, not %s"
              .formatted(String.join(", ", inputs)));
    }
    Path path = PathText.path(inputs.getFirst());
    if (!Files.isDirectory(path)) {
      return new DepthTruths.Column(path.toAbsolutePath().getParent(), format);
    }
    Path beside = path.resolveSibling(folder);
    Path suffixed = path.resolveSibling(path.getFileName() + folder);
    if (Files.isDirectory(suffixed)) {
      return new DepthTruths.Folder(suffixed, format);
    }
    if (!Files.isDirectory(beside)) {
      throw new DinoException(
          "%s: no folder of depth: neither %s nor %s is there; depths=NAME says what it is called"
              .formatted(path, beside, suffixed));
    }
    return new DepthTruths.Folder(beside, format);
  }
}
