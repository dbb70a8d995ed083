package io.github.dino4j.kernels.gemm;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.Operand;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code source · matrix + bias} and a {@link Epilogue}, as one function. The matrix is cut into
 * tiles of {@link LinearShape#TILE} outputs, in each of which it is packed as {@code [inputs / 2,
 * outputs, 2]} in bf16 and {@code [inputs, outputs]} in fp32; all rows pass by a tile while it lies
 * in the cache. So may the source be, one tile, for gradients of matrices: {@link
 * LinearSource#ofTile}. Immutable: threads share it.
 */
public final class LinearKernel {
  private static final Map<LinearShape, LinearKernel> SHARED = new ConcurrentHashMap<>();

  private final MachineCode code;
  private final LinearShape shape;

  private LinearKernel(MachineCode code, LinearShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static LinearKernel of(LinearShape shape, Arena arena) {
    return Processor.hasTiles() && LinearTiles.fits(shape)
        ? ofTiles(shape, arena)
        : ofVectors(shape, arena);
  }

  /**
   * The kernel of a shape that all of the process shares, where {@link Processor#runs}; made when
   * it is first asked for and never let go, so shapes are to be few.
   */
  public static LinearKernel shared(LinearShape shape) {
    return SHARED.computeIfAbsent(shape, its -> of(its, Arena.global()));
  }

  static LinearKernel ofVectors(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new LinearVectors(asm, shape, EpilogueCode.of(asm, shape.target(), arena)).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena), shape);
  }

  static LinearKernel ofTiles(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    LinearTiles.of(asm, shape, arena).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /** Runs on the calling thread, where the {@link Epilogue} needs nothing besides the target. */
  public void run(Operand source, PackedMatrix matrix, Matrix bias, Matrix target) {
    run(source, matrix, bias, target, Matrix.NONE);
  }

  /**
   * Runs on the calling thread.
   *
   * @param source a {@link Matrix}, or a {@link PackedTile} where {@link LinearSource} has a tile
   * @param bias fp32 {@code [outputs]}, or {@link Matrix#NONE}
   * @param second what the {@link Epilogue} reads or writes besides the target, laid out like it
   *     but for the row of maxima, or {@link Matrix#NONE}
   */
  public void run(Operand source, PackedMatrix matrix, Matrix bias, Matrix target, Matrix second) {
    assert shape.source().admits(source);
    assert matrix.isFor(shape.source().type(), shape.source().inputs(), shape.target().outputs());
    assert MatrixShape.vector("bias", shape.target().outputs()).onlyIf(shape.bias()).admits(bias);
    assert shape.target().matrix("target", shape.source().rows()).admits(target);
    assert shape.target().secondMatrix(shape.source().rows()).admits(second);
    code.run(
        source.address(), matrix.address(), bias.address(), target.address(), second.address());
  }
}
