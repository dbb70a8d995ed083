package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.packing.FoldingArguments;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.Arena;
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
  private final long input;
  private final int outputs;
  private final int inputs;
  private final Tensor sums; // [outputs]
  private final Tensor columns; // [tiles, inputs]
  private final Tensor rows; // [outputs]
  private final FoldingArguments folding; // of the first tile

  /**
   * @param input of the layer, {@code [tokens, inputs]}
   * @param neutral where nothing is folded
   */
  MatrixGradient(
      BlockWeights.Layer layer,
      GradientKernels kernels,
      GradientMemory.Operands operands,
      long input,
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
            0,
            address(sums),
            address(layer.weight()),
            layer.scale() == null ? neutral.ones() : address(layer.scale()),
            layer.norm() == null ? neutral.ones() : address(layer.norm()),
            layer.shift() == null ? neutral.zeros() : address(layer.shift()),
            address(Tensors.gradient(layer.weight())),
            address(rows),
            address(columns));
  }

  private static long address(Tensor tensor) {
    return tensor.data_ptr().address();
  }

  /**
   * fp32 vectors as long as the longest side of a matrix.
   *
   * @param ones address
   * @param zeros address
   */
  record Neutral(long ones, long zeros) {}

  /** The first step, in turns that may run in any order. */
  List<Runnable> packing() {
    List<Runnable> turns = new ArrayList<>();
    long sumsAt = address(sums);
    int bytes = kernels.type().bytes();
    for (int i = 0; i < outputs / TILE; i++) {
      long column = (long) TILE * i;
      long tile = operands.gradientTiles() + kernels.tileBytes() * i;
      turns.add(() ->
          kernels
              .outputPanels()
              .run(operands.gradient() + bytes * column, tile, sumsAt + FP32 * column));
    }
    for (int i = 0; i < inputs / TILE; i++) {
      long column = (long) TILE * i;
      long tile = operands.inputTiles() + kernels.tileBytes() * i;
      turns.add(() -> kernels.inputPanels().run(input + bytes * column, tile, 0));
    }
    return turns;
  }

  /** The second step, for one tile of outputs. */
  void accumulateGradient(int tile, StackMemory.Worker worker) {
    kernels
        .product()
        .run(
            operands.gradientTiles() + kernels.tileBytes() * tile,
            operands.inputTiles(),
            0,
            worker.product(),
            0);
    fold(tile, worker.product());
  }

  private void fold(int tile, long product) {
    long row = (long) FP32 * TILE * tile;
    long matrix = row * inputs;
    try (Arena arena = Arena.ofConfined()) {
      FoldingArguments arguments =
          new FoldingArguments(
              product,
              folding.foldedBiasGradient() + row,
              folding.matrix() + matrix,
              folding.rowFactors() + row,
              folding.columnFactors(),
              folding.columnShifts(),
              folding.gradient() + matrix,
              folding.rowSums() + row,
              folding.columnSums() + (long) FP32 * inputs * tile);
      kernels.fold().run(arguments.allocate(arena));
    }
  }

  /** The last step, on the calling thread. */
  void finish() {
    layer.addGradients(sums, columns, rows);
  }
}
