package io.github.dino4j.model.frozen;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.model.frozen.packing.PackedWeights;

/** One worker's way to run a linear layer on a chunk of tokens. */
@FunctionalInterface
interface LinearCall {
  /**
   * @param source {@code [rows, inputs]}
   * @param target {@code [rows, outputs]}
   */
  void run(Matrix source, PackedWeights.Linear weights, Matrix target);
}
