package io.github.dino4j.model.fused;

import static io.github.dino4j.model.fused.StackShape.FP32;

import io.github.dino4j.torch.Tensors;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * What the gradients of a block's matrices are made of; block after block uses the same. It lies
 * among libtorch's tensors, where heads and losses have just left as much free.
 */
record GradientMemory(Map<BlockMatrix, Operands> operands) {
  /**
   * For one matrix, in the type of the stack.
   *
   * @param gradient of its outputs, {@code [rows, outputs]}
   * @param gradientTiles the same in tiles
   * @param inputTiles what it was multiplied with, in tiles
   */
  record Operands(long gradient, long gradientTiles, long inputTiles) {}

  /** As long as the innermost open scope. */
  static GradientMemory allocate(StackShape shape, int rows) {
    Map<BlockMatrix, Operands> operands = new EnumMap<>(BlockMatrix.class);
    for (BlockMatrix matrix : BlockMatrix.values()) {
      operands.put(
          matrix,
          new Operands(
              take(shape.bytes((long) rows * shape.outputs(matrix))),
              take(shape.tiledBytes(rows, shape.outputs(matrix))),
              take(shape.tiledBytes(rows, shape.inputs(matrix)))));
    }
    return new GradientMemory(operands);
  }

  private static long take(long bytes) {
    Tensor memory = Tensors.empty(bytes / FP32);
    return memory.data_ptr().address();
  }

  Operands of(BlockMatrix matrix) {
    return Objects.requireNonNull(operands.get(matrix));
  }
}
