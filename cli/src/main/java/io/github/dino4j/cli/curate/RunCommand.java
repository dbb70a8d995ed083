package io.github.dino4j.cli.curate;

import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.option.ModelOptions;
import io.github.dino4j.cli.option.TransformOptions;
import io.github.dino4j.cli.terminal.Count;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.curate.folder.ChosenFiles;
import io.github.dino4j.curate.plan.CostEstimate;
import io.github.dino4j.curate.plan.Plan;
import io.github.dino4j.features.FeatureExtractor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code dino4j curate run}: all stages of a plan. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Carry out a plan: filter, deduplicate, retrieve, sample, mix (docs/curate.md has its keys).",
      "Without a plan, --images PHOTOS embeds them, filters, and keeps one of each group of"
          + " near-duplicates."
    })
@SuppressWarnings("NullAway.Init")
final class RunCommand extends DinoCommand {
  @Parameters(arity = "0..1", paramLabel = "PLAN", description = "The plan, a YAML file.")
  private @Nullable Path planFile;

  @Option(
      names = "--images",
      arity = "1..*",
      paramLabel = "INPUT",
      description =
          "Instead of a plan: folders, images, lists, manifests and tar shards to filter and"
              + " deduplicate.")
  private List<String> images = List.of();

  @Option(
      names = "--dry-run",
      description = "Say sizes, stages and what they cost on this machine, and do nothing.")
  private boolean dryRun;

  @ArgGroup private Destination destination = new Destination();

  static final class Destination {
    @Option(
        names = "--copy-to",
        paramLabel = "FOLDER",
        description = "At the end copy the chosen images there.")
    private @Nullable Path copies;

    @Option(
        names = "--link-to",
        paramLabel = "FOLDER",
        description = "The same with symbolic links to them.")
    private @Nullable Path links;
  }

  @Mixin private RunOptions run;
  @Mixin private TransformOptions transform;
  @Mixin private ModelOptions model;

  @Override
  public Integer call() {
    Plan plan = plan();
    if (dryRun) {
      CostEstimate.of(plan).lines().forEach(out()::println);
      return ExitCode.DONE;
    }
    run.check(plan);
    if (plan.images().isEmpty()) {
      carryOut(plan, null);
      return ExitCode.DONE;
    }
    var embedding = new PoolEmbedding(run.folder().path(), run, this);
    Path features = embedding.features();
    if (Files.isRegularFile(features)) { // appears whole
      carryOut(plan.withPool(features), null);
      return ExitCode.DONE;
    }
    String usual = plan.model() == null ? ModelOptions.DEFAULT_MODEL : plan.model();
    try (FeatureExtractor extractor = model.openOr(usual, transform::transform, this)) {
      long rejected =
          embedding.embed(plan.images(), extractor, model.referenceOr(usual, extractor));
      carryOut(plan.withPool(features), extractor);
      return report(rejected, embedding.rejects());
    }
  }

  private Plan plan() {
    if (images.isEmpty() == (planFile == null)) {
      throw new ParameterException(line(), "name a PLAN, or --images INPUT, one of both");
    }
    if (planFile != null) {
      return Plan.read(planFile);
    }
    SequencedMap<String, Object> keys = new LinkedHashMap<>();
    keys.put("images", images);
    keys.put("model", model.modelOr(ModelOptions.DEFAULT_MODEL));
    keys.put("stages", List.of("filter", "dedup"));
    return Plan.of("curate run", keys);
  }

  private void carryOut(Plan plan, @Nullable FeatureExtractor extractor) {
    try (ModelCalibrator calibrator = new ModelCalibrator(plan.seed(), extractor)) {
      run.run(plan, calibrator, this);
    }
    if (destination.copies != null) {
      say(ChosenFiles.copy(run.folder().manifest(), destination.copies), destination.copies);
    } else if (destination.links != null) {
      say(ChosenFiles.link(run.folder().manifest(), destination.links), destination.links);
    }
  }

  private void say(long images, Path where) {
    out().printf("%s: %s%n", where, Count.of(images, "image"));
  }
}
