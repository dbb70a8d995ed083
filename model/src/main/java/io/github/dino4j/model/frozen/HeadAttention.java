package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.Matrix;

/** One worker's attention of a chunk's queries over all tokens of an image, for one head. */
@FunctionalInterface
interface HeadAttention {
  /** Writes the result for each query; all operands are as wide as a head. */
  void run(Matrix queries, Matrix keys, Matrix values, Matrix result);
}
