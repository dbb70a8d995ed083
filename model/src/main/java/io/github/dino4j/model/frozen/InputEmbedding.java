package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.PositionGrid;
import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.packing.Weights;
import java.util.Arrays;

/** What tokens are before any pixel is added: CLS, registers, positions, the embedding's bias. */
final class InputEmbedding {
  private final VisionTransformerConfig config;
  private final float[] prefix; // [1 + registers, dim], CLS with its position
  private final float[] positions; // [grid rows, grid columns, dim]
  private final float[] patchBias; // [dim]

  private InputEmbedding(
      VisionTransformerConfig config, float[] prefix, float[] positions, float[] patchBias) {
    this.config = config;
    this.prefix = prefix;
    this.positions = positions;
    this.patchBias = patchBias;
  }

  static InputEmbedding of(Weights weights, VisionTransformerConfig config) {
    int dim = config.dim();
    float[] stored = values(weights, "pos_embed", (1 + config.grid().patches()) * dim);
    float[] prefix = Arrays.copyOf(values(weights, "cls_token", dim), config.prefixTokens() * dim);
    for (int i = 0; i < dim; i++) {
      prefix[i] += stored[i];
    }
    if (config.registers() > 0) {
      int count = config.registers() * dim;
      System.arraycopy(values(weights, "register_tokens", count), 0, prefix, dim, count);
    }
    return new InputEmbedding(
        config,
        prefix,
        Arrays.copyOfRange(stored, dim, stored.length),
        values(weights, "patch_embed.proj.bias", dim));
  }

  private static float[] values(Weights weights, String name, int count) {
    float[] values = weights.get(name).toArray(JAVA_FLOAT_UNALIGNED);
    if (values.length != count) {
      throw new DinoException(
          "%s has %d values, the configuration needs %d".formatted(name, values.length, count));
    }
    return values;
  }

  /** For a grid of patches: {@code [1 + registers + patches, dim]}. */
  float[] forGrid(Grid grid) {
    int dim = config.dim();
    int patches = grid.patches() * dim;
    float[] resized = resized(grid);
    float[] tokens = Arrays.copyOf(prefix, prefix.length + patches);
    for (int i = 0; i < patches; i++) {
      tokens[prefix.length + i] = resized[i] + patchBias[i % dim];
    }
    return tokens;
  }

  /** The stored grid where it fits, as in {@code interpolate_pos_encoding} of the reference. */
  private float[] resized(Grid grid) {
    GridSize stored = config.grid();
    GridSize wanted = new GridSize(grid.rows(), grid.columns());
    return stored.equals(wanted)
        ? positions
        : PositionGrid.resize(positions, stored, wanted, config.positions());
  }
}
