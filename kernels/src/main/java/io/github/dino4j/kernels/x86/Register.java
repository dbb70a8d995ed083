package io.github.dino4j.kernels.x86;

/**
 * A general register. By the calling convention of Linux, the arguments arrive in {@link #RDI},
 * {@link #RSI}, {@link #RDX}, {@link #RCX}, {@link #R8}, in this order, and a function may change
 * all but {@link #RBX} and those from {@link #R13} on, unless it has a {@link Frame}.
 */
public enum Register {
  RAX(0),
  RCX(1),
  RDX(2),
  RBX(3),
  RSI(6),
  RDI(7),
  R8(8),
  R9(9),
  R10(10),
  R11(11),
  R13(13),
  R14(14),
  R15(15);

  /** Its number in machine code. */
  final int code;

  Register(int code) {
    this.code = code;
  }
}
