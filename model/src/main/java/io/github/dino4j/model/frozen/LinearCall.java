package io.github.dino4j.model.frozen;

import io.github.dino4j.model.frozen.packing.PackedWeights;

/** One worker's way to run a linear layer on a chunk of tokens. */
@FunctionalInterface
interface LinearCall {
  /** {@code source} and {@code target} are addresses of the first row. */
  void run(long source, PackedWeights.Linear weights, long target);
}
