package io.github.dino4j.model.frozen.x86;

/** What happens to a linear layer's sums. */
public enum Finish {
  /** Written in bf16. */
  ROUND(2),
  /** {@link Gelu}, then written in bf16. */
  GELU(2),
  /** Added to the target in fp32. */
  ADD(4);

  /** Bytes of a number of the target. */
  final int bytes;

  Finish(int bytes) {
    this.bytes = bytes;
  }
}
