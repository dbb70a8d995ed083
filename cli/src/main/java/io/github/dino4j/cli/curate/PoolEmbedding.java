package io.github.dino4j.cli.curate;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.spark.embed.EmbedDataset;
import io.github.dino4j.spark.embed.ModelReference;
import java.nio.file.Path;
import java.util.List;

/**
 * Embeds the images of a plan: to one file in this process, or to a folder of parts where a master
 * of Spark was named.
 *
 * @param folder of the run, for the features
 */
record PoolEmbedding(Path folder, RunOptions run, DinoCommand command) {
  /** Where the features lie. */
  Path features() {
    return folder.resolve(onMaster() ? "features" : "features.parquet");
  }

  private boolean onMaster() {
    return run.master().isNamed();
  }

  /** Where images that could not be read are listed. */
  Path rejects() {
    return onMaster() ? features().resolve("part-*.rejects.csv") : EmbedJob.rejectsOf(features());
  }

  /**
   * Embeds, or goes on with it.
   *
   * @param model by what other processes load the extractor's model
   * @return how many images could not be read
   * @throws DinoException if none could
   */
  long embed(List<String> images, FeatureExtractor extractor, ModelReference model) {
    return onMaster() ? parts(images, extractor, model) : file(images, extractor);
  }

  private long parts(List<String> images, FeatureExtractor extractor, ModelReference model) {
    List<String> everywhere = EmbedDataset.check(images, features());
    try (Progress progress = command.progress();
        TaskRunner runner =
            run.master()
                .open((_, done, total) ->
                    progress.show(new Progress.State(done, 0, total, "parts")))) {
      var outcome =
          new EmbedDataset(extractor, model, EmbedOptions.standard())
              .run(everywhere, features().toAbsolutePath(), runner);
      return rejected(outcome.embedded(), outcome.rejected());
    }
  }

  private long file(List<String> images, FeatureExtractor extractor) {
    EmbedJob job = new EmbedJob(extractor, EmbedOptions.standard());
    try (Progress progress = command.progress()) {
      var outcome =
          job.run(
              images,
              features(),
              state ->
                  progress.show(
                      new Progress.State(state.done(), state.before(), state.total(), "images")));
      return rejected(outcome.embedded(), outcome.rejected());
    }
  }

  private long rejected(long embedded, long rejected) {
    if (embedded == 0) {
      throw new DinoException(
          "none of %s could be read; %s says why"
              .formatted(Count.of(rejected, "image"), PathText.text(rejects())));
    }
    return rejected;
  }
}
