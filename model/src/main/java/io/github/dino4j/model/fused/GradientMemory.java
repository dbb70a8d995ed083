package io.github.dino4j.model.fused;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the gradients of a block's matrices are made of; block after block uses the same. It lies
 * among libtorch's tensors, where heads and losses have just left as much free.
 */
record GradientMemory(Map<BlockMatrix, Operands> operands) {
  private static final int TILE = LinearShape.TILE;

  /**
   * For one matrix, in the type of the stack.
   *
   * @param gradient of its outputs, {@code [rows, outputs]}
   * @param gradientTiles the same, 64 outputs each, as {@link LinearSource#ofColumns} has them
   * @param inputTiles what it was multiplied with, with rows as inputs of the product
   */
  record Operands(Matrix gradient, List<Operand> gradientTiles, PackedMatrix inputTiles) {}

  /** As long as the innermost open scope. */
  static GradientMemory allocate(StackShape shape, int rows) {
    Map<BlockMatrix, Operands> operands = new EnumMap<>(BlockMatrix.class);
    ElementType type = shape.type();
    int filled = LinearSource.filled(type, rows);
    for (BlockMatrix matrix : BlockMatrix.values()) {
      operands.put(
          matrix,
          new Operands(
              matrix(type, rows, shape.outputs(matrix)),
              gradientTiles(type, filled, shape.outputs(matrix)),
              packed(type, filled, shape.inputs(matrix))));
    }
    return new GradientMemory(operands);
  }

  private static List<Operand> gradientTiles(ElementType type, int filled, int outputs) {
    IntStream tiles = IntStream.range(0, outputs / TILE);
    if (LinearSource.inTiles(type)) {
      Matrix rows = matrix(type, outputs, filled);
      return tiles.<Operand>mapToObj(tile -> rows.rows(TILE * tile, TILE)).toList();
    }
    PackedMatrix packed = packed(type, filled, outputs);
    return tiles.<Operand>mapToObj(packed::tile).toList();
  }

  private static PackedMatrix packed(ElementType type, int inputs, int outputs) {
    return PackedMatrix.of(room(type, inputs, outputs), type, inputs, outputs);
  }

  private static Matrix matrix(ElementType type, int rows, int columns) {
    return Matrix.of(room(type, rows, columns), type, rows, columns);
  }

  private static MemorySegment room(ElementType type, int rows, int columns) {
    long bytes = (long) type.bytes() * rows * columns;
    return Tensors.memory(Tensors.empty(bytes / ElementType.FP32.bytes()));
  }

  Operands of(BlockMatrix matrix) {
    return Objects.requireNonNull(operands.get(matrix));
  }
}
