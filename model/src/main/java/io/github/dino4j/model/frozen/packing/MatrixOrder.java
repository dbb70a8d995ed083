package io.github.dino4j.model.frozen.packing;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.onednn.Layout;

/** How a packed matrix {@code [inputs, outputs]} lies in memory. */
public sealed interface MatrixOrder {
  /** As oneDNN chose, or will choose. */
  record OfOneDnn(Layout layout) implements MatrixOrder {}

  /** As {@link io.github.dino4j.kernels.gemm.LinearKernel} reads it. */
  record Tiles(ElementType type, int inputs, int outputs) implements MatrixOrder {}
}
