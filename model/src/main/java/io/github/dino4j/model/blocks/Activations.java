package io.github.dino4j.model.blocks;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.NativeMemory;

/**
 * What a block keeps for its backward pass, as addresses; bf16 unless it says otherwise. Rows are
 * those of {@link KeptRows}.
 *
 * @param normal1 {@code [rows, dim]}, input of the attention branch, normalised
 * @param reciprocal1 fp32 {@code [rows]}, one over their deviations
 * @param qkv {@code [rows, 3 * dim]}
 * @param mixed {@code [rows, dim]}, attention's result
 * @param normal2 {@code [rows, dim]}, input of the feed-forward branch, normalised
 * @param reciprocal2 fp32 {@code [rows]}
 * @param hidden {@code [rows, hidden]}, after GELU
 * @param slope {@code [rows, hidden]}, GELU's derivative
 */
record Activations(
    long normal1,
    long reciprocal1,
    long qkv,
    long mixed,
    long normal2,
    long reciprocal2,
    long hidden,
    long slope) {
  static final int BF16 = 2;
  static final int FP32 = 4;

  static Activations allocate(NativeMemory memory, VisionTransformerConfig config, long rows) {
    long dim = BF16 * rows * config.dim();
    long hidden = BF16 * rows * config.hidden();
    return new Activations(
        memory.take(dim),
        memory.take(FP32 * rows),
        memory.take(3 * dim),
        memory.take(dim),
        memory.take(dim),
        memory.take(FP32 * rows),
        memory.take(hidden),
        memory.take(hidden));
  }
}
