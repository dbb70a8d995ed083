package io.github.dino4j.model.fused;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedTile;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of one matrix from {@code rows} tokens: the gradients of its outputs times its
 * inputs, both brought to tiles that are summed along rows first.
 *
 * @param outputPanels to steps of a product, or in tiles of AMX to its rows
 */
record GradientKernels(
    OutputPanels outputPanels, PanelKernel inputPanels, LinearKernel product, FoldingKernel fold) {
  /** Lays out 64 columns for {@link LinearSource#ofColumns}. */
  record OutputPanels(PanelKernel steps, @Nullable ColumnsToRowsKernel rows) {
    static OutputPanels of(PanelShape shape, Arena arena) {
      return new OutputPanels(
          PanelKernel.of(shape, arena),
          LinearSource.inTiles(shape.type()) ? ColumnsToRowsKernel.of(shape, arena) : null);
    }

    /** As {@link PanelKernel#run} and {@link ColumnsToRowsKernel#run} say. */
    void run(Matrix source, Operand target, Matrix sums) {
      switch (target) {
        case PackedTile tile -> steps.run(source, tile, sums);
        case Matrix matrix -> Objects.requireNonNull(rows).run(source, matrix, sums);
      }
    }
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
        OutputPanels.of(ofOutputs, arena),
        PanelKernel.of(ofInputs, arena),
        LinearKernel.of(new LinearShape(gradients, false, LinearTarget.write(FP32, inputs)), arena),
        FoldingKernel.of(new FoldingShape(LinearShape.TILE, inputs), arena));
  }
}
