package io.github.dino4j.cli.evaluate;

import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.evaluate.application.DepthHeads;
import io.github.dino4j.evaluate.application.DepthInference;
import io.github.dino4j.evaluate.application.HeadJob;
import io.github.dino4j.evaluate.depth.DepthFile;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthPicture;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.features.Backbone;
import io.github.dino4j.evaluate.head.HeadDescription;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.PictureFile;
import io.github.dino4j.image.transform.EvalTransform;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code dino4j depth}: depth maps of new images. */
@Command(
    name = "depth",
    mixinStandardHelpOptions = true,
    description = {
      "Depth of images by a head of evaluate depth or a released one: NAME.png of 16 bits,"
          + " NAME.npy in full, NAME.depth.jpg to look at.",
      "What is there is kept, so a run that was stopped goes on."
    })
@SuppressWarnings("NullAway.Init")
public final class DepthCommand extends HeadCommand {
  private static final int USUAL_SIZE = 480;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "The folder for depth maps.")
  private Path output;

  @Option(names = "--mirror", description = "Average with the mirror image; twice the work.")
  private boolean mirror;

  @Override
  public Integer call() {
    HeadDescription said = description().orElse(null);
    ImageSource source = ImageSource.of(inputs);
    int size = size(said, USUAL_SIZE);
    try (FeatureExtractor extractor =
            open(said, config -> new EvalTransform.Whole(size, config.patchSize()));
        DepthHead loaded = DepthHeads.read(head(), Backbone.of(extractor));
        Progress progress = progress()) {
      DepthInference depth = new DepthInference(extractor, loaded, mirror);
      DepthRange range = loaded.config().range();
      long total = source.count().orElse(-1);
      HeadJob.Summary done =
          new HeadJob(output, ".png", (photo, stem) -> write(depth, range, photo, stem))
              .run(source, images -> progress.show(new Progress.State(images, 0, total, "images")));
      out()
          .printf(
              "%s: depth of %s, from %s to %s %s%n",
              output,
              Count.of(done.done(), "image"),
              range.min(),
              range.max(),
              range.unit().text());
      return report(done.rejects(), output.resolve("rejects.csv"));
    }
  }

  private static void write(DepthInference depth, DepthRange range, RgbImage photo, Path stem) {
    DepthMap map = depth.estimate(photo);
    PictureFile.write(DepthPicture.of(map, range.unit()).image(), named(stem, ".depth.jpg"));
    DepthFile.npy(map, named(stem, ".npy"));
    DepthFile.png(map, range, named(stem, ".png"));
  }

  private static Path named(Path stem, String ending) {
    return stem.resolveSibling(stem.getFileName() + ending);
  }
}
