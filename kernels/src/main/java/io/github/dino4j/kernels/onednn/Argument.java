package io.github.dino4j.kernels.onednn;

/** A tensor that an operation reads or writes. */
public enum Argument {
  SOURCE(1),
  TARGET(17),
  WEIGHTS(33),
  BIAS(41),
  SCALE(51),
  SHIFT(52),
  /** What {@link Fusion#TIMES_FACTOR} multiplies by. */
  FACTOR(1 << 15 | 2),
  SCRATCH(80);

  /** {@code DNNL_ARG_...}. */
  final int code;

  Argument(int code) {
    this.code = code;
  }
}
