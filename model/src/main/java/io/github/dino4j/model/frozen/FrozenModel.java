package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.model.PositionGrid;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.RowOperations.MatrixLayouts;
import io.github.dino4j.torch.onednn.ElementType;
import io.github.dino4j.torch.onednn.NativeMemory;
import java.lang.foreign.Arena;
import java.util.Arrays;

/** Packed weights, and the few unpacked ones that depend on the size of an image. */
final class FrozenModel {
  /** Rows of a typical chunk: oneDNN chooses the order of the matrices for them. */
  private static final long TYPICAL_ROWS = 128;

  private final VisionTransformerConfig config;
  private final ElementType type;
  private final MatrixLayouts matrices;
  private final PackedWeights packed;
  private final float[] prefix; // [1 + registers, dim], CLS with its position
  private final float[] positions; // [grid, grid, dim]
  private final float[] patchBias; // [dim]

  FrozenModel(Weights weights, VisionTransformerConfig config, Precision precision, Arena arena) {
    this.config = config;
    type = precision.type;
    OperationFactory factory = new OperationFactory(arena, config, type);
    matrices = factory.rows(TYPICAL_ROWS, MatrixLayouts.free(arena, config, type)).matrices();
    packed = new WeightPacker(weights, config, new NativeMemory(arena)).pack(matrices);
    int dim = config.dim();
    float[] stored = weights.get("pos_embed").toArray(JAVA_FLOAT);
    positions = Arrays.copyOfRange(stored, dim, stored.length);
    patchBias = weights.get("patch_embed.proj.bias").toArray(JAVA_FLOAT);
    prefix =
        Arrays.copyOf(weights.get("cls_token").toArray(JAVA_FLOAT), config.prefixTokens() * dim);
    for (int i = 0; i < dim; i++) {
      prefix[i] += stored[i];
    }
    if (config.registers() > 0) {
      float[] registers = weights.get("register_tokens").toArray(JAVA_FLOAT);
      System.arraycopy(registers, 0, prefix, dim, registers.length);
    }
  }

  VisionTransformerConfig config() {
    return config;
  }

  ElementType type() {
    return type;
  }

  MatrixLayouts matrices() {
    return matrices;
  }

  PackedWeights packed() {
    return packed;
  }

  /** All that tokens are before any pixel is added, {@code [tokens, dim]}. */
  float[] startTokens(Grid grid) {
    int dim = config.dim();
    boolean asStored = grid.rows() == config.grid() && grid.columns() == config.grid();
    float[] resized =
        asStored
            ? positions
            : PositionGrid.resize(
                positions, config.grid(), grid.rows(), grid.columns(), config.positions());
    float[] tokens = Arrays.copyOf(prefix, prefix.length + grid.patches() * dim);
    for (int i = 0; i < grid.patches() * dim; i++) {
      tokens[prefix.length + i] = resized[i] + patchBias[i % dim];
    }
    return tokens;
  }
}
