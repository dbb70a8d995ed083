package io.github.dino4j.cli;

import io.github.dino4j.DinoException;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.LayerOptions;
import io.github.dino4j.cli.option.MasterOptions;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.option.TransformOptions;
import io.github.dino4j.cli.option.WordConverter;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.Progress;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedJob;
import io.github.dino4j.features.embed.EmbedOptions;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.spark.embed.EmbedDataset;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dino4j embed}: images in, one feature file out. */
@Command(
    name = "embed",
    mixinStandardHelpOptions = true,
    description = {
      "Write the features of images to a file.",
      "A run that was stopped goes on when the same command is given again."
    })
@SuppressWarnings("NullAway.Init")
final class EmbedCommand extends DinoCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Folders, images, lists (.txt), manifests (.csv, .tsv, .parquet) and tar shards"
              + " (shard-{000..012}.tar); - is a list on standard input.")
  private List<String> inputs;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE|DIR",
      description =
          "The file to write: .parquet, .npy or .safetensors; with --master a folder of Parquet"
              + " files.")
  private Path output;

  @Option(
      names = "--tokens",
      paramLabel = "cls|patches|cls+mean|cls+patches",
      defaultValue = "cls",
      converter = TokensConverter.class,
      description = "Which features. Default: ${DEFAULT-VALUE}.")
  private EmbedTokens tokens = EmbedTokens.CLS;

  @Mixin private LayerOptions layers;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "" + EmbedOptions.USUAL_BATCH,
      description = "Images that go through the model together. Default: ${DEFAULT-VALUE}.")
  private int batch = EmbedOptions.USUAL_BATCH;

  @Option(names = "--overwrite", description = "Replace the file, or begin anew what was stopped.")
  private boolean overwrite;

  @Mixin private TransformOptions transform;
  @Mixin private ModelOptions model;
  @Mixin private MasterOptions master;

  @Override
  public Integer call() {
    return master.isNamed() ? embedParts() : embedFile();
  }

  private int embedFile() {
    EmbedJob.check(inputs, output, overwrite);
    ImageDecoder.loadAhead();
    try (FeatureExtractor extractor = model.open(transform::transform, this)) {
      return report(run(new EmbedJob(extractor, options(extractor))));
    }
  }

  private EmbedOptions options(FeatureExtractor extractor) {
    FeatureChoice choice = layers.choice(tokens, extractor.config());
    return new EmbedOptions(choice, batch, overwrite);
  }

  private int embedParts() {
    List<String> everywhere = EmbedDataset.check(inputs, output);
    try (Progress progress = progress();
        TaskRunner runner =
            master.open(
                (_, done, total) -> progress.show(new Progress.State(done, 0, total, "parts")));
        FeatureExtractor extractor = model.open(transform::transform, this)) {
      var job = new EmbedDataset(extractor, model.reference(extractor), options(extractor));
      return report(job.run(everywhere, output.toAbsolutePath(), runner));
    }
  }

  private int report(EmbedDataset.Outcome outcome) {
    if (outcome.embedded() == 0) {
      throw new DinoException(
          "none of %s could be read; %s say why"
              .formatted(Count.of(outcome.rejected(), "image"), rejects()));
    }
    out()
        .printf(
            "%s: features of %s in %s%n",
            output, Count.of(outcome.embedded(), "image"), Count.of(outcome.parts(), "part"));
    return report(outcome.rejected(), rejects());
  }

  private Path rejects() {
    return output.resolve("part-*.rejects.csv");
  }

  private EmbedJob.Outcome run(EmbedJob job) {
    try (Progress progress = progress()) {
      return job.run(
          inputs,
          output,
          state ->
              progress.show(
                  new Progress.State(state.done(), state.before(), state.total(), "images")));
    }
  }

  private int report(EmbedJob.Outcome outcome) {
    if (outcome.embedded() == 0) {
      throw new DinoException(
          "none of %s could be read; %s says why"
              .formatted(Count.of(outcome.rejected(), "image"), outcome.rejects()));
    }
    out().printf("%s: features of %s%n", output, Count.of(outcome.embedded(), "image"));
    return report(outcome.rejected(), outcome.rejects());
  }

  private static final class TokensConverter extends WordConverter<EmbedTokens> {
    TokensConverter() {
      super(EmbedTokens.values(), EmbedTokens::word);
    }
  }
}
