package io.github.dino4j.model.blocks;

import static io.github.dino4j.model.blocks.Activations.BF16;
import static io.github.dino4j.model.blocks.Activations.FP32;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.x86.LinearShape;
import io.github.dino4j.torch.x86.PanelKernel;
import io.github.dino4j.torch.x86.PanelShape;
import io.github.dino4j.torch.x86.ScalingKernel;
import io.github.dino4j.torch.x86.ScalingShape;
import io.github.dino4j.torch.x86.TransposingKernel;
import io.github.dino4j.torch.x86.TransposingShape;
import java.lang.foreign.Arena;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Folds a matrix {@code [outputs, inputs]} with its neighbours, rounds it to bf16 and packs it in
 * tiles, one tile's rows at a time: for the forward pass tiles of outputs, for the way back, where
 * it multiplies from the other side, tiles of inputs.
 */
record MatrixKernels(
    int outputs,
    int inputs,
    ScalingKernel rounding,
    TransposingKernel transposing,
    PanelKernel pairing) {
  private static final int TILE = LinearShape.TILE;

  static MatrixKernels of(Matrix matrix, VisionTransformerConfig config, Arena arena) {
    int inputs = matrix.inputs(config);
    int row = BF16 * inputs;
    ScalingShape rounding =
        new ScalingShape(
            ElementType.BF16, TILE, inputs, matrix.isScaled(config), matrix.isAfterNorm());
    return new MatrixKernels(
        matrix.outputs(config),
        inputs,
        ScalingKernel.of(rounding, arena),
        TransposingKernel.of(new TransposingShape(ElementType.BF16, TILE, inputs, row), arena),
        PanelKernel.of(new PanelShape(ElementType.BF16, TILE, row, false), arena));
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
  void pack(Source source, int tile, long rounded, long packed) {
    round(source, tile, rounded);
    transposing.run(rounded, packed + (long) BF16 * TILE * inputs * tile);
  }

  /** The steps in all tiles of {@code packed} that come of the rows of {@code tile}. */
  void packBack(Source source, int tile, long rounded, long packed) {
    round(source, tile, rounded);
    for (int column = 0; column < inputs; column += TILE) {
      long steps = (long) BF16 * outputs * column + (long) BF16 * TILE * TILE * tile;
      pairing.run(rounded + (long) BF16 * column, packed + steps, 0);
    }
  }

  private void round(Source source, int tile, long rounded) {
    long scale = source.scale() == 0 ? 0 : source.scale() + (long) FP32 * TILE * tile;
    rounding.run(
        source.weight() + (long) FP32 * TILE * inputs * tile, scale, source.norm(), rounded);
  }
}
