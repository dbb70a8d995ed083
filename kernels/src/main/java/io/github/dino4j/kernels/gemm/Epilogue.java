package io.github.dino4j.kernels.gemm;

/** What happens to a linear layer's sums. */
public enum Epilogue {
  /** Written in the type of the target. */
  WRITE,
  /** GELU with the error function, as exact as the type of the target can tell, then written. */
  GELU,
  /** Like {@link #GELU}, and its derivative to the second address, in the same type. */
  GELU_AND_DERIVATIVE,
  /** Multiplied by the numbers at the second address, which the target has the type of. */
  TIMES,
  /** Multiplied by a constant, then added to the target in fp32. */
  ADD
}
