package io.github.dino4j.torch.x86;

/** What happens to a linear layer's sums. */
public enum Finish {
  /** Written in the type of the target. */
  WRITE,
  /** {@link Gelu}, as exact as bf16 can tell, then written. */
  GELU,
  /** Like {@link #GELU}, and its {@link GeluSlope} to the second address. */
  GELU_AND_SLOPE,
  /** Multiplied by the bf16 numbers at the second address, then written. */
  TIMES,
  /** Multiplied by a constant, then added to the target in fp32. */
  ADD
}
