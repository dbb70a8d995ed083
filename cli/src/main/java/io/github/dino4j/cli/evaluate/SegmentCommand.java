package io.github.dino4j.cli.evaluate;

import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.application.HeadJob;
import io.github.dino4j.evaluate.application.SegmentationHeadFile;
import io.github.dino4j.evaluate.application.SegmentationInference;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.mask.ClassPalette;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.MaskDrawing;
import io.github.dino4j.evaluate.segmentation.mask.MaskWriter;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.image.transform.EvalTransform;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j segment}: masks of new images. */
@Command(
    name = "segment",
    mixinStandardHelpOptions = true,
    description = {
      "Masks of images by a head of evaluate segmentation or a released one: NAME.png with a"
          + " palette, and NAME.overlay.jpg to look at.",
      "What is there is kept, so a run that was stopped goes on."
    })
@SuppressWarnings("NullAway.Init")
public final class SegmentCommand extends HeadCommand {
  private static final int USUAL_SIZE = 512;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder for masks.")
  private Path output;

  @Option(
      names = "--inference",
      paramLabel = "whole|slide|ms",
      description =
          "Whole photos at the head's size, or windows and scales as the reference tests; default:"
              + " the head's own, slide for released ones.")
  private String inference = "";

  @Override
  public Integer call() {
    HeadDescription said = description().orElse(null);
    String own = said == null ? "slide" : said.settings().getOrDefault("inference", "whole");
    String way = inference.isEmpty() ? own : inference;
    ImageSource source = ImageSource.of(inputs);
    int size = size(said, USUAL_SIZE);
    try (FeatureExtractor extractor =
            open(said, config -> new EvalTransform.Whole(size, config.patchSize()));
        Progress progress = progress()) {
      SegmentationHead loaded = SegmentationHeadFile.read(head(), Backbone.of(extractor));
      SegmentationInference masks = SegmentationInference.of(extractor, loaded, way);
      ClassPalette palette = ClassPalette.of(loaded.classes());
      long total = source.count().orElse(-1);
      HeadJob.Summary done =
          new HeadJob(output, ".png", (photo, stem) -> write(masks, palette, photo, stem))
              .run(source, images -> progress.show(new Progress.State(images, 0, total, "images")));
      out().printf("%s: masks of %s%n", output, Count.of(done.done(), "image"));
      return report(done.rejects(), output.resolve("rejects.csv"));
    }
  }

  private static void write(
      SegmentationInference masks, ClassPalette palette, RgbImage photo, Path stem) {
    LabelMap mask = masks.segment(photo);
    PictureFile.write(
        MaskDrawing.overlay(photo, mask, palette),
        stem.resolveSibling(stem.getFileName() + ".overlay.jpg"));
    MaskWriter.write(mask, palette, stem.resolveSibling(stem.getFileName() + ".png"));
  }
}
