package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.model.VisionTransformerConfig;

/**
 * What a stack is made for; how large its matrices and activations are follows from it.
 *
 * @param type that products multiply, and so that of activations and of packed matrices
 */
record StackShape(VisionTransformerConfig config, ElementType type) {
  /** Bytes of what is in fp32 in every stack. */
  static final int FP32 = ElementType.FP32.bytes();

  int dim() {
    return config.dim();
  }

  int hidden() {
    return config.hidden();
  }

  int outputs(Matrix matrix) {
    return matrix.outputs(config);
  }

  int inputs(Matrix matrix) {
    return matrix.inputs(config);
  }

  /** The longest side of a matrix. */
  int widest() {
    return Math.max(3 * config.dim(), config.hidden());
  }

  /** Bytes of so many numbers of the type. */
  long bytes(long numbers) {
    return type.bytes() * numbers;
  }

  /** Bytes of {@code rows} in tiles that are summed along them: see {@link LinearSource#filled}. */
  long tiledBytes(int rows, int columns) {
    return bytes((long) LinearSource.filled(type, rows) * columns);
  }
}
