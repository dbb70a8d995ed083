package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.RCX;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.MatrixShape;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * For each sample, the largest of the exponents {@code logit * factor + offset} and the sum of
 * their powers of two over its: what a softmax is divided by. Goes on from what earlier prototypes
 * have left. Immutable: threads share it.
 */
public final class LogSumKernel {
  private final MachineCode code;
  private final LogitShape shape;

  private LogSumKernel(MachineCode code, LogitShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static LogSumKernel of(LogitShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape, new LogitLoop(asm, shape)).emit();
    return new LogSumKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /** Makes {@code state}, {@code [2, samples]} in fp32, that of no prototypes. */
  public void clear(Matrix state) {
    assert shape.ofSamples("state", 2).admits(state);
    MemorySegment memory = state.memory();
    int samples = shape.samples();
    for (int i = 0; i < samples; i++) {
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, -Float.MAX_VALUE / 2);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, samples + i, 0);
    }
  }

  /**
   * Runs on the calling thread.
   *
   * @param offsets {@code [prototypes]} in fp32
   * @param factor one number in fp32
   * @param state {@code [2, samples]} in fp32, largest exponents and sums
   */
  public void run(Matrix logits, Matrix offsets, Matrix factor, Matrix state) {
    assert shape.logits("logits").admits(logits);
    assert shape.ofPrototypes("offsets").admits(offsets);
    assert MatrixShape.vector("factor", 1).admits(factor);
    assert shape.ofSamples("state", 2).admits(state);
    code.run(logits.address(), offsets.address(), factor.address(), state.address(), 0);
  }

  private record Code(Assembler asm, LogitShape shape, LogitLoop loop) {
    void emit() {
      loop.start();
      loop.forEachVector(vector -> asm.load(vector, largest(vector)));
      // The second operand stays where the first is not a number, which the sums will show.
      loop.forEachExponent((vector, x) -> asm.apply(VMAXPS, vector, x, vector), () -> {});
      loop.forEachVector(this::rescale);
      loop.forEachExponent(
          (vector, x) -> {
            asm.apply(VSUBPS, x, x, largest(vector));
            asm.apply(VADDPS, vector, vector, loop.power(x));
          },
          () -> {});
      loop.forEachVector(vector -> asm.store(sum(vector), vector));
      asm.exit();
    }

    /** Stores the largest, and makes the sum so far one over it, in the same register. */
    private void rescale(int vector) {
      int x = loop.working(vector);
      asm.load(x, largest(vector));
      asm.apply(VSUBPS, x, x, vector);
      asm.store(largest(vector), vector);
      int power = loop.power(x);
      asm.apply(VMULPS, vector, power, sum(vector));
    }

    private Address largest(int vector) {
      return at(RCX, Tile.VECTOR * vector);
    }

    private Address sum(int vector) {
      return at(RCX, shape.floats() + Tile.VECTOR * vector);
    }
  }
}
