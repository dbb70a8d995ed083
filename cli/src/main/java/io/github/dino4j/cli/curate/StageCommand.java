package io.github.dino4j.cli.curate;

import io.github.dino4j.base.PathText;
import io.github.dino4j.cli.option.DinoCommand;
import io.github.dino4j.cli.terminal.ExitCode;
import io.github.dino4j.curate.plan.Plan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command of one stage: a plan with nothing else in it. */
@SuppressWarnings("NullAway.Init")
abstract class StageCommand extends DinoCommand {
  @Parameters(
      arity = "1..*",
      paramLabel = "FEATURES",
      description = "Feature files (.parquet) that embed wrote, or folders of their parts.")
  private List<Path> features;

  @Option(
      names = "--features",
      paramLabel = "COLUMN",
      description = "The column with the vectors. Default: the only one, or cls.")
  private @Nullable String column;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Seed of all that is drawn. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private RunOptions run;

  /** The settings of the stage by the keys of a plan; null values are left out. */
  abstract Map<String, @Nullable Object> settings();

  /** The stages by their kinds: this one alone. */
  List<Object> stages() {
    return List.of(Map.of(line().getCommandName(), present(settings())));
  }

  /** Further sets of images, by name. */
  Map<String, Path> sets() {
    return Map.of();
  }

  static SequencedMap<String, Object> present(Map<String, @Nullable Object> settings) {
    SequencedMap<String, Object> present = new LinkedHashMap<>();
    settings.forEach((key, value) -> {
      if (value != null) {
        present.put(key, value);
      }
    });
    return present;
  }

  private Plan plan() {
    SequencedMap<String, Object> plan = new LinkedHashMap<>();
    plan.put("pool", features.stream().map(PathText::text).toList());
    if (!sets().isEmpty()) {
      SequencedMap<String, Object> named = new LinkedHashMap<>();
      sets().forEach((name, file) -> named.put(name, PathText.text(file)));
      plan.put("sets", named);
    }
    if (column != null) {
      plan.put("features", column);
    }
    plan.put("seed", seed);
    plan.put("stages", stages());
    return Plan.of("curate " + line().getCommandName(), plan);
  }

  @Override
  public Integer call() {
    Plan plan = plan();
    run.check(plan);
    try (ModelCalibrator calibrator = new ModelCalibrator(plan.seed())) {
      run.run(plan, calibrator, this);
    }
    return ExitCode.DONE;
  }
}
