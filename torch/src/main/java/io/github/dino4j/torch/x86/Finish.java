package io.github.dino4j.torch.x86;

/** What happens to a linear layer's sums. */
public enum Finish {
  /** Written in the type of the source. */
  WRITE,
  /** {@link Gelu}, as exact as bf16 can tell, then written. */
  GELU,
  /** Added to the target in fp32. */
  ADD
}
