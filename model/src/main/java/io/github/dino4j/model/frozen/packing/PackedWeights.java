package io.github.dino4j.model.frozen.packing;

import static io.github.dino4j.kernels.onednn.Argument.SCALE;
import static io.github.dino4j.kernels.onednn.Argument.SHIFT;
import static io.github.dino4j.kernels.onednn.Argument.SOURCE;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.onednn.Call;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packed weights of a model; {@link WeightPacker} made them. Absent biases are {@link
 * Matrix#NONE}.
 *
 * @param embedding patch pixels to tokens, without bias
 * @param norm the final norm
 */
public record PackedWeights(Linear embedding, List<Block> blocks, Norm norm) {
  /** Fp32 vectors {@code [dim]}. */
  public record Norm(Matrix scale, Matrix shift) {
    /** Normalises the rows at {@code source}; {@code call} knows how many and where to. */
    public void run(Call call, Matrix source) {
      call.set(SCALE, scale).set(SHIFT, shift).set(SOURCE, source).run();
    }
  }

  /** A matrix in its {@link MatrixOrder}, and an fp32 bias. */
  public sealed interface Linear {
    Matrix bias();
  }

  /** In {@link MatrixOrder.OfOneDnn}. */
  public record InLayout(MemorySegment matrix, Matrix bias) implements Linear {}

  /** In {@link MatrixOrder.Tiles}. */
  public record InTiles(PackedMatrix matrix, Matrix bias) implements Linear {}

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
