package io.github.dino4j.model.frozen;

import static io.github.dino4j.kernels.onednn.Argument.SCRATCH;
import static io.github.dino4j.kernels.onednn.Argument.SOURCE;
import static io.github.dino4j.kernels.onednn.Argument.TARGET;

import io.github.dino4j.kernels.ElementType;
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
 * @param gate SwiGLU's gate {@code [n, hidden]}; 0 for an MLP
 * @param hidden input of fc2 or w3 {@code [n, hidden]}
 * @param result fp32 {@code [n, dim]} after the final norm
 * @param scratch what operations need inside
 */
record WorkerMemory(
    MemorySegment gathered,
    long pixels,
    long tokens,
    long gate,
    long hidden,
    MemorySegment result,
    long scratch) {

  static WorkerMemory allocate(NativeMemory memory, FrozenModel model, Worker.Prepared prepared) {
    VisionTransformerConfig config = model.config();
    long element = model.type().bytes();
    boolean fp32 = model.type() == ElementType.FP32;
    long rows = prepared.key().chunks().mostRows();
    MemorySegment gathered = memory.segment(4 * rows * config.patchPixels());
    long hiddenBytes = element * rows * config.feedForward().hidden();
    return new WorkerMemory(
        gathered,
        fp32 ? gathered.address() : memory.take(element * rows * config.patchPixels()),
        memory.take(element * rows * config.dim()),
        config.feedForward() instanceof FeedForward.SwiGlu ? memory.take(hiddenBytes) : 0,
        memory.take(hiddenBytes),
        memory.segment(4 * rows * config.dim()),
        memory.take(
            prepared.operations().stream()
                .mapToLong(RowCalls.Shared::scratchBytes)
                .max()
                .orElse(0)));
  }

  /** Sets every argument that never moves. */
  void bind(RowCalls calls) {
    Call toPixels = calls.pixels();
    if (toPixels != null) {
      toPixels.set(SOURCE, gathered.address()).set(TARGET, pixels).set(SCRATCH, scratch);
    }
    calls.norm().set(TARGET, tokens).set(SCRATCH, scratch);
    calls.finalNorm().set(TARGET, result.address()).set(SCRATCH, scratch);
  }
}
