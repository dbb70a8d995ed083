package io.github.dino4j.model;

/** The feed-forward layer of a block. */
public enum FeedForward {
  /** Two linear layers with GELU between. */
  MLP,
  /**
   * Gated: {@code w3(silu(x1) * x2)} where {@code [x1, x2] = w12(x)}; ViT-g and the long
   * configurations.
   */
  SWIGLU
}
