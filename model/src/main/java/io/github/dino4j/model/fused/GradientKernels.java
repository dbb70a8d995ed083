package io.github.dino4j.model.fused;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.packing.ColumnsToRowsKernel;
import io.github.dino4j.kernels.packing.FoldingKernel;
import io.github.dino4j.kernels.packing.FoldingShape;
import io.github.dino4j.kernels.packing.PanelKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import java.lang.foreign.Arena;

/**
 * The gradient of one matrix from {@code rows} tokens: the gradients of its outputs times its
 * inputs, both brought to tiles that are summed along rows first.
 *
 * @param type of gradients and inputs
 * @param tileBytes of a tile of either
 */
record GradientKernels(
    ElementType type,
    long tileBytes,
    Panels outputPanels,
    PanelKernel inputPanels,
    LinearKernel product,
    FoldingKernel fold) {
  /** Lays out 64 columns for {@link LinearSource#ofColumns}. */
  @FunctionalInterface
  interface Panels {
    /** As {@link PanelKernel#run} and {@link ColumnsToRowsKernel#run} say. */
    void run(long source, long target, long sums);
  }

  /** What they are made for. */
  record Shape(BlockMatrix matrix, int rows) {}

  static GradientKernels of(Shape shape, StackShape stack, Arena arena) {
    ElementType type = stack.type();
    int rows = shape.rows();
    int outputs = stack.outputs(shape.matrix());
    int inputs = stack.inputs(shape.matrix());
    int filled = LinearSource.filled(type, rows);
    PanelShape ofOutputs = new PanelShape(type, rows, filled, type.bytes() * outputs, true);
    PanelShape ofInputs = new PanelShape(type, rows, filled, type.bytes() * inputs, false);
    LinearSource gradients = LinearSource.ofColumns(type, LinearShape.TILE, rows);
    return new GradientKernels(
        type,
        stack.tiledBytes(rows, LinearShape.TILE),
        LinearSource.inTiles(type)
            ? ColumnsToRowsKernel.of(ofOutputs, arena)::run
            : PanelKernel.of(ofOutputs, arena)::run,
        PanelKernel.of(ofInputs, arena),
        LinearKernel.of(new LinearShape(gradients, false, LinearTarget.write(FP32, inputs)), arena),
        FoldingKernel.of(new FoldingShape(LinearShape.TILE, inputs), arena));
  }
}
