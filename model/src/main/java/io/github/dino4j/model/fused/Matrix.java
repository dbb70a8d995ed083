package io.github.dino4j.model.fused;

import io.github.dino4j.model.VisionTransformerConfig;

/** The matrices of a block, each {@code [outputs, inputs]}. */
enum Matrix {
  QKV("attn.qkv"),
  PROJ("attn.proj"),
  UP("mlp.fc1"),
  DOWN("mlp.fc2");

  private final String layer;

  Matrix(String layer) {
    this.layer = layer;
  }

  String weight() {
    return layer + ".weight";
  }

  String bias() {
    return layer + ".bias";
  }

  /** Whether a norm is folded into it. */
  boolean isAfterNorm() {
    return this == QKV || this == UP;
  }

  /** Whether a scale of its outputs is folded into it: of attention's queries, or LayerScale. */
  boolean isScaled(VisionTransformerConfig config) {
    return this == QKV || !isAfterNorm() && config.layerScale() != 0;
  }

  int outputs(VisionTransformerConfig config) {
    return switch (this) {
      case QKV -> 3 * config.dim();
      case UP -> config.hidden();
      case PROJ, DOWN -> config.dim();
    };
  }

  int inputs(VisionTransformerConfig config) {
    return this == DOWN ? config.hidden() : config.dim();
  }
}
