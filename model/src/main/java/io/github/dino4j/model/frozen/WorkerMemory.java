package io.github.dino4j.model.frozen;

import static io.github.dino4j.kernels.onednn.Argument.SCRATCH;
import static io.github.dino4j.kernels.onednn.Argument.SOURCE;
import static io.github.dino4j.kernels.onednn.Argument.TARGET;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.onednn.Call;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.FeedForward;
import java.lang.foreign.MemorySegment;

/**
 * Working memory of one worker, for chunks of up to n rows.
 *
 * @param gathered fp32 pixels of patches {@code [n, channels * patch * patch]}
 * @param pixels the same in the model's element type
 * @param tokens norms' output and attention's result {@code [n, dim]}
 * @param gate SwiGLU's gate {@code [n, hidden]}; none for an MLP
 * @param hidden input of fc2 or w3 {@code [n, hidden]}
 * @param result fp32 {@code [n, dim]} after the final norm
 * @param scratch what operations need inside
 */
record WorkerMemory(
    MemorySegment gathered,
    Matrix pixels,
    Matrix tokens,
    Matrix gate,
    Matrix hidden,
    MemorySegment result,
    MemorySegment scratch) {

  static WorkerMemory allocate(NativeMemory memory, FrozenModel model, Worker.Prepared prepared) {
    VisionTransformerConfig config = model.config();
    ElementType type = model.type();
    int rows = prepared.key().chunks().mostRows();
    int patch = (int) config.patchPixels();
    int hidden = config.feedForward().hidden();
    MemorySegment gathered = memory.segment(4L * rows * patch);
    return new WorkerMemory(
        gathered,
        type == ElementType.FP32
            ? Matrix.of(gathered, type, rows, patch)
            : memory.matrix(type, rows, patch),
        memory.matrix(type, rows, config.dim()),
        config.feedForward() instanceof FeedForward.SwiGlu
            ? memory.matrix(type, rows, hidden)
            : Matrix.NONE,
        memory.matrix(type, rows, hidden),
        memory.segment(4L * rows * config.dim()),
        memory.segment(
            prepared.operations().stream()
                .mapToLong(RowCalls.Shared::scratchBytes)
                .max()
                .orElse(0)));
  }

  /** The same for chunks of just so many rows. */
  WorkerMemory rows(int rows) {
    return new WorkerMemory(
        gathered,
        pixels.rows(0, rows),
        tokens.rows(0, rows),
        gate.rows() == 0 ? gate : gate.rows(0, rows),
        hidden.rows(0, rows),
        result,
        scratch);
  }

  /** Sets every argument that never moves. */
  void bind(RowCalls calls) {
    Call toPixels = calls.pixels();
    if (toPixels != null) {
      toPixels
          .set(SOURCE, Matrix.of(gathered, ElementType.FP32, pixels.rows(), pixels.columns()))
          .set(TARGET, pixels)
          .set(SCRATCH, scratch);
    }
    calls.norm().set(TARGET, tokens).set(SCRATCH, scratch);
    calls
        .finalNorm()
        .set(TARGET, Matrix.of(result, ElementType.FP32, tokens.rows(), tokens.columns()))
        .set(SCRATCH, scratch);
  }
}
