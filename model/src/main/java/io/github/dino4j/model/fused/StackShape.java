package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.layout.BlockLayout;
import io.github.dino4j.model.layout.LinearLayout;

/**
 * What a stack is made for; how large its matrices and activations are follows from it.
 *
 * @param type that products multiply, and so that of activations and of packed matrices
 */
record StackShape(VisionTransformerConfig config, ElementType type) {
  int dim() {
    return config.dim();
  }

  int hidden() {
    return config.feedForward().hidden();
  }

  BlockLayout block() {
    return config.block();
  }

  int outputs(BlockMatrix matrix) {
    return matrix.layout(block()).outputs();
  }

  int inputs(BlockMatrix matrix) {
    return matrix.layout(block()).inputs();
  }

  /** The longest side of a matrix. */
  int widest() {
    return block().linears().stream().mapToInt(StackShape::longest).max().orElseThrow();
  }

  private static int longest(LinearLayout layout) {
    return Math.max(layout.inputs(), layout.outputs());
  }
}
