package io.github.dino4j.model.frozen;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.Argument;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.onednn.Layout;
import io.github.dino4j.torch.onednn.Operation;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * What a block does to tokens one by one, for a fixed number of them. The residual stream is fp32,
 * all else of the model's element type.
 *
 * @param pixels fp32 pixels of patches to the element type; null in fp32
 * @param gate SwiGLU's gate, {@code silu} of the first half of w12; null for an MLP
 * @param up fc1 and GELU, or the second half of w12 times the gate
 */
record RowOperations(
    @Nullable Operation pixels,
    Operation embedding,
    Operation norm,
    Operation qkv,
    Operation proj,
    @Nullable Operation gate,
    Operation up,
    Operation down,
    Operation finalNorm) {

  /** Layouts of the packed matrices, which all row counts share. */
  record MatrixLayouts(Layout embedding, Layout qkv, Layout proj, Layout up, Layout down) {
    /** Leaves the choice to oneDNN. */
    static MatrixLayouts free(Arena arena, VisionTransformerConfig config, ElementType type) {
      return new MatrixLayouts(
          Layout.free(arena, type, patchPixels(config), config.dim()),
          Layout.free(arena, type, config.dim(), 3L * config.dim()),
          Layout.free(arena, type, config.dim(), config.dim()),
          Layout.free(arena, type, config.dim(), config.hidden()),
          Layout.free(arena, type, config.hidden(), config.dim()));
    }
  }

  /** What oneDNN chose for the matrices. */
  MatrixLayouts matrices() {
    return new MatrixLayouts(
        embedding.layout(Argument.WEIGHTS),
        qkv.layout(Argument.WEIGHTS),
        proj.layout(Argument.WEIGHTS),
        up.layout(Argument.WEIGHTS),
        down.layout(Argument.WEIGHTS));
  }

  /** Values of a patch, all channels. */
  static long patchPixels(VisionTransformerConfig config) {
    return (long) config.channels() * config.patchSize() * config.patchSize();
  }
}
