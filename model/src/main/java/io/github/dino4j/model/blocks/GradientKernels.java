package io.github.dino4j.model.blocks;

import static io.github.dino4j.torch.onednn.ElementType.FP32;

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
 * inputs, both brought to tiles that are summed along rows first.
 *
 * @param type of gradients and inputs
 * @param tileBytes of a tile of either
 */
record GradientKernels(
    ElementType type,
    long tileBytes,
    PanelKernel outputPanels,
    PanelKernel inputPanels,
    LinearKernel product,
    FoldingKernel fold) {
  /** What they are made for. */
  record Shape(Matrix matrix, int rows) {}

  static GradientKernels of(Shape shape, StackShape stack, Arena arena) {
    ElementType type = stack.type();
    int rows = shape.rows();
    int outputs = stack.outputs(shape.matrix());
    int inputs = stack.inputs(shape.matrix());
    LinearSource gradients = LinearSource.ofTile(type, LinearShape.TILE, rows);
    return new GradientKernels(
        type,
        stack.tiledBytes(rows, LinearShape.TILE),
        PanelKernel.of(new PanelShape(type, rows, type.bytes() * outputs, true), arena),
        PanelKernel.of(new PanelShape(type, rows, type.bytes() * inputs, false), arena),
        LinearKernel.of(new LinearShape(gradients, false, LinearTarget.write(FP32, inputs)), arena),
        FoldingKernel.of(new FoldingShape(LinearShape.TILE, inputs), arena));
  }
}
