package io.github.dino4j.model.blocks;

import static io.github.dino4j.model.blocks.Activations.BF16;
import static io.github.dino4j.torch.onednn.ElementType.FP32;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.onednn.ElementType;
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
 * inputs, both paired by rows first.
 */
record GradientKernels(
    PanelKernel pairOutputs, PanelKernel pairInputs, LinearKernel product, FoldingKernel fold) {
  /** What they are made for. */
  record Shape(Matrix matrix, int rows) {}

  static GradientKernels of(Shape shape, VisionTransformerConfig config, Arena arena) {
    int rows = shape.rows();
    int outputs = shape.matrix().outputs(config);
    int inputs = shape.matrix().inputs(config);
    LinearSource gradients = LinearSource.ofTile(ElementType.BF16, LinearShape.TILE, rows);
    return new GradientKernels(
        PanelKernel.of(new PanelShape(ElementType.BF16, rows, BF16 * outputs, true), arena),
        PanelKernel.of(new PanelShape(ElementType.BF16, rows, BF16 * inputs, false), arena),
        LinearKernel.of(new LinearShape(gradients, false, LinearTarget.write(FP32, inputs)), arena),
        FoldingKernel.of(new FoldingShape(LinearShape.TILE, inputs), arena));
  }
}
