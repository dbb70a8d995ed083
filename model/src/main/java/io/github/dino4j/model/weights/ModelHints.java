package io.github.dino4j.model.weights;

import io.github.dino4j.model.VisionTransformerConfig;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

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
    List<Double> deviation)
    implements Serializable {
  /** Everything as the file says. */
  public static final ModelHints NONE =
      new ModelHints(Optional.empty(), OptionalInt.empty(), Optional.empty(), List.of(), List.of());

  public ModelHints {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
  }

  /** What travels between processes: an {@link Optional} does not. */
  private record Sent(
      @Nullable VisionTransformerConfig config,
      @Nullable Integer heads,
      @Nullable String state,
      List<Double> mean,
      List<Double> deviation)
      implements Serializable {
    private Object readResolve() {
      return new ModelHints(
          Optional.ofNullable(config),
          heads == null ? OptionalInt.empty() : OptionalInt.of(heads),
          Optional.ofNullable(state),
          mean,
          deviation);
    }
  }

  private Object writeReplace() {
    return new Sent(
        config.orElse(null),
        heads.isPresent() ? heads.getAsInt() : null,
        state.orElse(null),
        mean,
        deviation);
  }

  public ModelHints withConfig(VisionTransformerConfig known) {
    return new ModelHints(Optional.of(known), heads, state, mean, deviation);
  }
}
