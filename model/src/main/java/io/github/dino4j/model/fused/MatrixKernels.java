package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.packing.ScalingKernel;
import io.github.dino4j.kernels.packing.ScalingShape;
import io.github.dino4j.kernels.packing.TransposingKernel;
import io.github.dino4j.kernels.packing.TransposingShape;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
   * A matrix and its neighbours, in fp32.
   *
   * @param weight {@code [outputs, inputs]}
   * @param scale of the outputs, or none
   * @param norm of the inputs, or none
   */
  record Source(Matrix weight, Matrix scale, Matrix norm) {
    static Source of(BlockWeights.Layer layer) {
      return new Source(
          Tensors.matrix(layer.weight()), orNone(layer.scale()), orNone(layer.norm()));
    }

    private static Matrix orNone(@Nullable Tensor tensor) {
      return tensor == null ? Matrix.NONE : Tensors.matrix(tensor);
    }

    /** The rows of one tile. */
    Source tile(int tile) {
      boolean scaled = scale.rows() > 0;
      return new Source(
          weight.rows(TILE * tile, TILE), scaled ? scale.columns(TILE * tile, TILE) : scale, norm);
    }
  }

  /** Tile {@code tile} of {@code packed}. */
  void pack(Source source, int tile, MemorySegment folded, PackedMatrix packed) {
    transposing.run(fold(source.tile(tile), folded), packed.tile(tile));
  }

  /** The steps in all tiles of {@code packed} that come of the rows of {@code tile}. */
  void packBack(Source source, int tile, MemorySegment folded, PackedMatrix packed) {
    Matrix rows = fold(source.tile(tile), folded);
    for (int i = 0; i < inputs / TILE; i++) {
      PackedTile steps = packed.tile(i).inputs(TILE * tile, TILE);
      panels.run(rows.columns(TILE * i, TILE), steps, Matrix.NONE);
    }
  }

  private Matrix fold(Source source, MemorySegment folded) {
    Matrix target = Matrix.of(folded, shape.type(), TILE, inputs);
    scaling.run(source.weight(), source.scale(), source.norm(), target);
    return target;
  }
}
