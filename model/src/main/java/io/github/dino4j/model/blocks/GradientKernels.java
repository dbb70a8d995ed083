package io.github.dino4j.model.blocks;

import static io.github.dino4j.model.blocks.Activations.BF16;
import static io.github.dino4j.torch.onednn.ElementType.FP32;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.x86.ColumnsToRowsKernel;
import io.github.dino4j.torch.x86.FoldingKernel;
import io.github.dino4j.torch.x86.FoldingShape;
import io.github.dino4j.torch.x86.LinearKernel;
import io.github.dino4j.torch.x86.LinearShape;
import io.github.dino4j.torch.x86.LinearSource;
import io.github.dino4j.torch.x86.LinearTarget;
import io.github.dino4j.torch.x86.PanelKernel;
import io.github.dino4j.torch.x86.PanelShape;
import java.lang.foreign.Arena;

/**
 * The gradient of one matrix from {@code rows} tokens: the gradients of its outputs times its
 * inputs, both laid out for a sum over rows first.
 */
record GradientKernels(
    Layout layOutputs, PanelKernel packInputs, LinearKernel product, FoldingKernel fold) {
  /** Lays out 64 columns for {@link LinearSource#ofColumns}. */
  @FunctionalInterface
  interface Layout {
    /** As {@link PanelKernel#run} and {@link ColumnsToRowsKernel#run} say. */
    void run(long source, long target, long sums);
  }

  /** What they are made for. */
  record Shape(Matrix matrix, int rows) {}

  static GradientKernels of(Shape shape, VisionTransformerConfig config, Arena arena) {
    int rows = shape.rows();
    int filled = LinearSource.filled(ElementType.BF16, rows);
    int outputs = shape.matrix().outputs(config);
    int inputs = shape.matrix().inputs(config);
    PanelShape ofOutputs = new PanelShape(ElementType.BF16, rows, filled, BF16 * outputs, true);
    PanelShape ofInputs = new PanelShape(ElementType.BF16, rows, filled, BF16 * inputs, false);
    LinearSource gradients = LinearSource.ofColumns(ElementType.BF16, LinearShape.TILE, rows);
    return new GradientKernels(
        LinearSource.inTiles(ElementType.BF16)
            ? ColumnsToRowsKernel.of(ofOutputs, arena)::run
            : PanelKernel.of(ofOutputs, arena)::run,
        PanelKernel.of(ofInputs, arena),
        LinearKernel.of(new LinearShape(gradients, false, LinearTarget.write(FP32, inputs)), arena),
        FoldingKernel.of(new FoldingShape(LinearShape.TILE, inputs), arena));
  }
}
