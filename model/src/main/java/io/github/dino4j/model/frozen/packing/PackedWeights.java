package io.github.dino4j.model.frozen.packing;

import static io.github.dino4j.kernels.onednn.Argument.SCALE;
import static io.github.dino4j.kernels.onednn.Argument.SHIFT;
import static io.github.dino4j.kernels.onednn.Argument.SOURCE;

import io.github.dino4j.kernels.onednn.Call;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of the packed weights of a model; {@link WeightPacker} made them. Absent biases are 0.
 *
 * @param embedding patch pixels to tokens, without bias
 * @param norm the final norm
 */
public record PackedWeights(Linear embedding, List<Block> blocks, Norm norm) {
  /** Fp32 vectors {@code [dim]}. */
  public record Norm(long scale, long shift) {
    /** Normalises the rows at {@code source}; {@code call} knows how many and where to. */
    public void run(Call call, long source) {
      call.set(SCALE, scale).set(SHIFT, shift).set(SOURCE, source).run();
    }
  }

  /** A matrix in its {@link MatrixOrder}, and an fp32 bias. */
  public record Linear(long weights, long bias) {}

  /**
   * One transformer block: {@code up} is fc1 or the second half of w12, {@code gate} the first half
   * of w12 or null, {@code down} is fc2 or w3.
   */
  public record Block(
      Norm norm1,
      Linear qkv,
      Linear proj,
      Norm norm2,
      @Nullable Linear gate,
      Linear up,
      Linear down) {}
}
