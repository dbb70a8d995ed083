package io.github.dino4j.kernels.gemm;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;

/**
 * {@code source · matrix + bias} and a {@link Epilogue}, as one function. The matrix is cut into
 * tiles of {@link LinearShape#TILE} outputs, in each of which it is packed as {@code [inputs / 2,
 * outputs, 2]} in bf16 and {@code [inputs, outputs]} in fp32; all rows pass by a tile while it lies
 * in the cache. So may the source be, one tile, for gradients of matrices: {@link
 * LinearSource#ofTile}. Immutable: threads share it.
 */
public final class LinearKernel {
  private final MachineCode code;

  private LinearKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static LinearKernel of(LinearShape shape, Arena arena) {
    return Processor.hasTiles() && LinearTiles.fits(shape)
        ? ofTiles(shape, arena)
        : ofVectors(shape, arena);
  }

  static LinearKernel ofVectors(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new LinearVectors(asm, shape, EpilogueCode.of(asm, shape.target(), arena)).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena));
  }

  static LinearKernel ofTiles(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    LinearTiles.of(asm, shape, arena).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena));
  }

  /** Runs on the calling thread; all arguments are addresses. */
  public void run(long source, long matrix, long bias, long target) {
    run(source, matrix, bias, target, 0);
  }

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param second what the {@link Epilogue} reads or writes besides the target, like it in rows
   */
  public void run(long source, long matrix, long bias, long target, long second) {
    code.run(source, matrix, bias, target, second);
  }
}
