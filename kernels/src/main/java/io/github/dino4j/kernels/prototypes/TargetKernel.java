package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.RCX;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * Logits to {@code 2^(logit * factor + offset of the prototype + shift of the sample)} in fp32.
 * Immutable: threads share it.
 */
public final class TargetKernel {
  private final MachineCode code;
  private final LogitShape shape;

  private TargetKernel(MachineCode code, LogitShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static TargetKernel of(LogitShape shape, Arena arena) {
    Assembler asm = new Assembler();
    LogitLoop loop = new LogitLoop(asm, shape);
    loop.start();
    loop.forEachVector(vector -> asm.load(vector, at(RCX, Tile.VECTOR * vector)));
    loop.forEachExponent(
        (vector, x) -> {
          asm.apply(VADDPS, x, x, vector);
          asm.store(at(R8, Tile.VECTOR * vector), loop.power(x));
        },
        () -> asm.add(R8, shape.floatRow()));
    asm.exit();
    return new TargetKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param offsets {@code [prototypes]} in fp32
   * @param factor one number in fp32
   * @param shifts {@code [samples]} in fp32
   * @param targets {@code [prototypes, samples]} in fp32
   */
  public void run(Matrix logits, Matrix offsets, Matrix factor, Matrix shifts, Matrix targets) {
    assert shape.logits("logits").admits(logits);
    assert shape.ofPrototypes("offsets").admits(offsets);
    assert MatrixShape.vector("factor", 1).admits(factor);
    assert shape.ofSamples("shifts", 1).admits(shifts);
    assert shape.targets().admits(targets);
    code.run(
        logits.address(), offsets.address(), factor.address(), shifts.address(), targets.address());
  }
}
