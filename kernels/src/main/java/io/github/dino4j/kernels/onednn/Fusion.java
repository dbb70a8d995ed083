package io.github.dino4j.kernels.onednn;

/** What a matrix product does to its result x before storing it. */
public enum Fusion {
  NONE,
  /** {@code gelu(x)} with the exact error function. */
  GELU,
  /** {@code x * sigmoid(x)}. */
  SILU,
  /** {@code x * factor}, a tensor as the target. */
  TIMES_FACTOR,
  /** {@code target + x}. */
  ADD_TO_TARGET
}
