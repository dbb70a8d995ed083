package io.github.dino4j.model.weights;

import io.github.dino4j.model.VisionTransformerConfig;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user knows of weights that their file does not say, or says wrongly.
 *
 * @param config the whole architecture
 * @param heads attention heads
 * @param state which of several states in a checkpoint, by the beginning of its names: {@code
 *     student}, {@code model}
 * @param mean of each input channel, in shares of full scale; empty for what the file says
 * @param deviation likewise
 */
public record ModelHints(
    Optional<VisionTransformerConfig> config,
    OptionalInt heads,
    Optional<String> state,
    List<Double> mean,
    List<Double> deviation) {
  /** Everything as the file says. */
  public static final ModelHints NONE =
      new ModelHints(Optional.empty(), OptionalInt.empty(), Optional.empty(), List.of(), List.of());

  public ModelHints {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  public ModelHints withConfig(VisionTransformerConfig known) {
    return new ModelHints(Optional.of(known), heads, state, mean, deviation);
  }
}
