package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.RCX;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * For each prototype, the sum over samples of what {@link TargetKernel} would write. Immutable:
 * threads share it.
 */
public final class PrototypeSumKernel {
  private final MachineCode code;
  private final LogitShape shape;

  private PrototypeSumKernel(MachineCode code, LogitShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static PrototypeSumKernel of(LogitShape shape, Arena arena) {
    Assembler asm = new Assembler();
    LogitLoop loop = new LogitLoop(asm, shape);
    int sum = LogitLoop.FREE;
    loop.start();
    loop.forEachVector(vector -> asm.load(vector, at(RCX, Tile.VECTOR * vector)));
    loop.forEachExponent(
        (vector, x) -> {
          asm.apply(VADDPS, x, x, vector);
          int power = loop.power(x);
          if (vector == 0) {
            asm.copy(sum, power);
          } else {
            asm.apply(VADDPS, sum, sum, power);
          }
        },
        () -> {
          new HorizontalReduction(asm, loop.working(0)).apply(VADDPS, sum, 1);
          asm.storeFirst(at(R8), sum);
          asm.add(R8, 4);
        });
    asm.exit();
    return new PrototypeSumKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param offsets {@code [prototypes]} in fp32
   * @param factor one number in fp32
   * @param shifts {@code [samples]} in fp32
   * @param sums {@code [prototypes]} in fp32
   */
  public void run(Matrix logits, Matrix offsets, Matrix factor, Matrix shifts, Matrix sums) {
    assert shape.logits("logits").admits(logits);
    assert shape.ofPrototypes("offsets").admits(offsets);
    assert MatrixShape.vector("factor", 1).admits(factor);
    assert shape.ofSamples("shifts", 1).admits(shifts);
    assert shape.ofPrototypes("sums").admits(sums);
    code.run(
        logits.address(), offsets.address(), factor.address(), shifts.address(), sums.address());
  }
}
