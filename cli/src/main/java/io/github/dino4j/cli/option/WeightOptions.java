package io.github.dino4j.cli.option;

import io.github.dino4j.model.weights.ModelHints;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a user knows of weights that their file and the configs beside it do not say. */
public final class WeightOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--heads",
      paramLabel = "N",
      description = "Attention heads, for weights that do not state them.")
  private @Nullable Integer heads;

  @Option(
      names = "--weights",
      paramLabel = "NAME",
      description =
          "Which of several states in a checkpoint, such as student or model."
              + " Default: the average (teacher, ema) where there is one.")
  private @Nullable String state;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "R,G,B",
      description =
          "Mean of each input channel, from 0 to 1. Default: what the weights or the configs beside"
              + " them state, else ImageNet's.")
  private List<Double> mean = List.of();

  @Option(
      names = "--std",
      split = ",",
      paramLabel = "R,G,B",
      description = "Standard deviation of each input channel; default as for --mean.")
  private List<Double> deviation = List.of();

  public ModelHints hints() {
    if (heads != null && heads < 1) {
      throw wrong("--heads %d: a model has at least one".formatted(heads));
    }
    if (mean.stream().anyMatch(value -> !Double.isFinite(value))) {
      throw wrong("--mean takes numbers, not " + mean);
    }
    if (deviation.stream().anyMatch(value -> !(value > 0 && Double.isFinite(value)))) {
      throw wrong("--std takes numbers above 0, not " + deviation);
    }
    return new ModelHints(
        Optional.empty(),
        heads == null ? OptionalInt.empty() : OptionalInt.of(heads),
        Optional.ofNullable(state),
        mean,
        deviation);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
