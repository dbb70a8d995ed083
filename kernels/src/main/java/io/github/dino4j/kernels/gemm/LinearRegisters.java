package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.x86.Register;

/**
 * The registers that all parts of a linear layer's code find their operands at. A part that moves
 * one on either says so or puts it back.
 *
 * @param second of {@link LinearTarget#second}
 */
record LinearRegisters(
    Register source, Register matrix, Register bias, Register target, Register second) {
  /** In the order of {@link LinearKernel#run}. */
  static final LinearRegisters ARGUMENTS = new LinearRegisters(RDI, RSI, RDX, RCX, R8);
}
