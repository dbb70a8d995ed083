package io.github.dino4j.model.blocks;

import static io.github.dino4j.model.blocks.Activations.BF16;
import static io.github.dino4j.model.blocks.Activations.FP32;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.x86.LinearSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * What the gradients of a block's matrices are made of; block after block uses the same. It lies
 * among libtorch's tensors, where heads and losses have just left as much free.
 */
record LearningMemory(Map<Matrix, Operands> operands) {
  /**
   * For one matrix, in bf16.
   *
   * @param gradient of its outputs, {@code [rows, outputs]}
   * @param pairedGradient the same in tiles
   * @param pairedInput what it was multiplied with, in tiles
   */
  record Operands(long gradient, long pairedGradient, long pairedInput) {}

  /** As long as the innermost open scope. */
  static LearningMemory allocate(VisionTransformerConfig config, long rows) {
    Map<Matrix, Operands> operands = new EnumMap<>(Matrix.class);
    long paired = LinearSource.filled(ElementType.BF16, Math.toIntExact(rows));
    for (Matrix matrix : Matrix.values()) {
      long outputs = matrix.outputs(config);
      operands.put(
          matrix,
          new Operands(
              take(rows * outputs), take(paired * outputs), take(paired * matrix.inputs(config))));
    }
    return new LearningMemory(operands);
  }

  private static long take(long numbers) {
    Tensor memory = Tensors.empty(numbers * BF16 / FP32);
    return memory.data_ptr().address();
  }

  Operands of(Matrix matrix) {
    return Objects.requireNonNull(operands.get(matrix));
  }
}
