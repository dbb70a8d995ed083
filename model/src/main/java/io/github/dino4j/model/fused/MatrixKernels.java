package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.packing.ScalingKernel;
import io.github.dino4j.kernels.packing.ScalingShape;
import io.github.dino4j.kernels.packing.TransposingKernel;
import io.github.dino4j.kernels.packing.TransposingShape;
import java.lang.foreign.Arena;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Folds a matrix {@code [outputs, inputs]} with its neighbours, brings it to the type of the stack
 * and packs it in tiles, one tile's rows at a time: for the forward pass tiles of outputs, for the
 * way back, where it multiplies from the other side, tiles of inputs.
 */
record MatrixKernels(
    StackShape shape,
    int outputs,
    int inputs,
    ScalingKernel scaling,
    TransposingKernel transposing,
    PanelKernel panels) {
  private static final int TILE = LinearShape.TILE;

  static MatrixKernels of(BlockMatrix matrix, StackShape shape, Arena arena) {
    ElementType type = shape.type();
    int inputs = shape.inputs(matrix);
    int row = type.bytes() * inputs;
    boolean normed = matrix.norm(shape.block()).isPresent();
    boolean scaled = matrix.isScaled(shape.block());
    return new MatrixKernels(
        shape,
        shape.outputs(matrix),
        inputs,
        ScalingKernel.of(new ScalingShape(type, TILE, inputs, scaled, normed), arena),
        TransposingKernel.of(new TransposingShape(type, TILE, inputs, row), arena),
        PanelKernel.of(new PanelShape(type, TILE, row, false), arena));
  }

  int tiles() {
    return outputs / TILE;
  }

  /**
   * Where a matrix and its neighbours lie, in fp32.
   *
   * @param scale of the outputs, or 0
   * @param norm of the inputs, or 0
   */
  record Source(long weight, long scale, long norm) {
    static Source of(BlockWeights.Layer layer) {
      return new Source(address(layer.weight()), address(layer.scale()), address(layer.norm()));
    }

    private static long address(@Nullable Tensor tensor) {
      return tensor == null ? 0 : tensor.data_ptr().address();
    }
  }

  /** Tile {@code tile} of {@code packed}. */
  void pack(Source source, int tile, long folded, long packed) {
    fold(source, tile, folded);
    transposing.run(folded, packed + shape.bytes((long) TILE * inputs * tile));
  }

  /** The steps in all tiles of {@code packed} that come of the rows of {@code tile}. */
  void packBack(Source source, int tile, long folded, long packed) {
    fold(source, tile, folded);
    for (int column = 0; column < inputs; column += TILE) {
      long before = (long) outputs * column + (long) TILE * TILE * tile;
      panels.run(folded + shape.bytes(column), packed + shape.bytes(before), 0);
    }
  }

  private void fold(Source source, int tile, long folded) {
    long scale = source.scale() == 0 ? 0 : source.scale() + (long) FP32 * TILE * tile;
    scaling.run(source.weight() + (long) FP32 * TILE * inputs * tile, scale, source.norm(), folded);
  }
}
