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
  /**
   * Written in fp32; the largest of each column goes to the second address, one row, where what is
   * there stays if it is larger.
   */
  WRITE_AND_MAXIMUM,
  /** Multiplied by a constant, then added to the target in fp32. */
  ADD
}
