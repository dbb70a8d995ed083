package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Register.R13;
import static io.github.dino4j.kernels.x86.Register.R14;
import static io.github.dino4j.kernels.x86.Register.R15;
import static io.github.dino4j.kernels.x86.Register.RBX;

import java.util.List;

/**
 * The registers that belong to the caller, kept for it while a function uses them, and working
 * memory on the stack.
 */
public record Frame(Assembler asm) {
  private static final int CACHE_LINE = 64;
  private static final List<Register> KEPT = List.of(RBX, R13, R14, R15);

  /** Begins it; {@code memory} will point to {@code bytes} that start on a cache line. */
  public void open(Register memory, int bytes) {
    for (Register register : KEPT) {
      push(register);
    }
    asm.bytes(0x55, 0x48, 0x89, 0xe5); // push rbp; mov rbp, rsp
    asm.bytes(0x48, 0x81, 0xec); // sub rsp, ...
    asm.int32(bytes + CACHE_LINE);
    int code = memory.code;
    asm.bytes(0x48 | code >> 3 << 2, 0x8d, 0x44 | (code & 7) << 3, 0x24, CACHE_LINE - 1);
    asm.bytes(0x48 | code >> 3, 0x83, 0xe0 | code & 7, -CACHE_LINE); // and memory, -64
  }

  public void close() {
    asm.bytes(0xc9); // leave
    for (Register register : KEPT.reversed()) {
      pop(register);
    }
  }

  private void push(Register register) {
    asm.bytes(0x40 | register.code >> 3, 0x50 | register.code & 7);
  }

  private void pop(Register register) {
    asm.bytes(0x40 | register.code >> 3, 0x58 | register.code & 7);
  }
}
