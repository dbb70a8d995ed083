package io.github.dino4j.torch.x86;

/**
 * A general register that a function may change. By the calling convention of Linux, the arguments
 * arrive in {@link #RDI}, {@link #RSI}, {@link #RDX}, {@link #RCX}, {@link #R8}, in this order.
 */
enum Register {
  RAX(0),
  RCX(1),
  RDX(2),
  RSI(6),
  RDI(7),
  R8(8),
  R9(9),
  R10(10),
  R11(11);

  /** Its number in machine code. */
  final int code;

  Register(int code) {
    this.code = code;
  }
}
