package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.FoldingArguments;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a linear layer learns from one pass, in three steps: packing what the gradient is the
 * product of, the product tile by tile, and what the layer's neighbours get of it.
 */
final class MatrixGradient {
  private static final int TILE = LinearShape.TILE;

  private final BlockWeights.Layer layer;
  private final GradientKernels kernels;
  private final GradientMemory.Operands operands;
  private final Matrix input;
  private final int outputs;
  private final int inputs;
  private final Tensor sums; // [outputs]
  private final Tensor columns; // [tiles, inputs]
  private final Tensor rows; // [outputs]
  private final FoldingArguments folding; // of all tiles

  /**
   * @param input of the layer, {@code [rows, inputs]}
   * @param neutral where nothing is folded
   */
  MatrixGradient(
      BlockWeights.Layer layer,
      GradientKernels kernels,
      GradientMemory.Operands operands,
      Matrix input,
      Neutral neutral) {
    this.layer = layer;
    this.kernels = kernels;
    this.operands = operands;
    this.input = input;
    outputs = (int) layer.weight().size(0);
    inputs = (int) layer.weight().size(1);
    sums = Tensors.empty(outputs);
    columns = Tensors.zeros(outputs / TILE, inputs);
    rows = Tensors.empty(outputs);
    folding =
        new FoldingArguments(
            Matrix.NONE,
            Tensors.matrix(sums),
            Tensors.matrix(layer.weight()),
            layer.scale() == null
                ? neutral.ones().columns(0, outputs)
                : Tensors.matrix(layer.scale()),
            layer.norm() == null ? neutral.ones().columns(0, inputs) : Tensors.matrix(layer.norm()),
            layer.shift() == null
                ? neutral.zeros().columns(0, inputs)
                : Tensors.matrix(layer.shift()),
            Tensors.matrix(Tensors.gradient(layer.weight())),
            Tensors.matrix(rows),
            Tensors.matrix(columns));
  }

  /** Fp32 vectors as long as the longest side of a matrix. */
  record Neutral(Matrix ones, Matrix zeros) {}

  /** The first step, in turns that may run in any order. */
  List<Runnable> packing() {
    List<Runnable> turns = new ArrayList<>();
    Matrix gradient = operands.gradient().rows(0, input.rows());
    for (int i = 0; i < outputs / TILE; i++) {
      Matrix columns = gradient.columns(TILE * i, TILE);
      Operand tile = operands.gradientTiles().get(i);
      Matrix sumsOfTile = folding.foldedBiasGradient().columns(TILE * i, TILE);
      turns.add(() -> kernels.outputPanels().run(columns, tile, sumsOfTile));
    }
    for (int i = 0; i < inputs / TILE; i++) {
      Matrix columns = input.columns(TILE * i, TILE);
      PackedTile tile = operands.inputTiles().tile(i);
      turns.add(() -> kernels.inputPanels().run(columns, tile, Matrix.NONE));
    }
    return turns;
  }

  /** The second step, for one tile of outputs. */
  void accumulateGradient(int tile, StackMemory.Worker worker) {
    Matrix product = Matrix.of(worker.product(), ElementType.FP32, TILE, inputs);
    Operand gradient = operands.gradientTiles().get(tile);
    kernels.product().run(gradient, operands.inputTiles(), Matrix.NONE, product);
    fold(tile, product);
  }

  private void fold(int tile, Matrix product) {
    int row = TILE * tile;
    kernels
        .fold()
        .run(
            new FoldingArguments(
                product,
                folding.foldedBiasGradient().columns(row, TILE),
                folding.matrix().rows(row, TILE),
                folding.rowFactors().columns(row, TILE),
                folding.columnFactors(),
                folding.columnShifts(),
                folding.gradient().rows(row, TILE),
                folding.rowSums().columns(row, TILE),
                folding.columnSums().rows(tile, 1)));
  }

  /** The last step, on the calling thread. */
  void finish() {
    layer.addGradients(sums, columns, rows);
  }
}
