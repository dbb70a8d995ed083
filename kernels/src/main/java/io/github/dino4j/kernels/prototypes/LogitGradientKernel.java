package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNEPS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VFNMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VPERMI2W;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedTile;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * From logits and targets to the gradients of a cross-entropy with respect to the logits, and its
 * value. With {@code x = logit * factor + shift}, the binary logarithm of a probability, a gradient
 * is {@code weight * (target - mass * 2^x)}, and {@code target * x} adds up to the value.
 * Immutable: threads share it.
 */
public final class LogitGradientKernel {
  private final MachineCode code;
  private final LogitShape shape;

  private LogitGradientKernel(MachineCode code, LogitShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /**
   * A kernel that lives as long as {@code arena}, where {@link Processor#runs}.
   *
   * @param factor of the logits
   */
  public static LogitGradientKernel of(LogitShape shape, float factor, Arena arena) {
    Assembler asm = new Assembler();
    LogitLoop loop = new LogitLoop(asm, shape);
    loop.start(factor);
    if (shape.type() == ElementType.BF16) {
      asm.move(RAX, orderOfPairs(arena).address());
      asm.load(LogitLoop.FREE, at(RAX));
    }
    new Code(asm, shape, loop).emit();
    return new LogitGradientKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /** From one half of a vector beside the other to pairs. */
  private static MemorySegment orderOfPairs(Arena arena) {
    MemorySegment order = arena.allocate(Tile.VECTOR, Tile.VECTOR);
    for (int i = 0; i < 32; i++) {
      order.setAtIndex(JAVA_SHORT, i, (short) (i % 2 * 16 + i / 2));
    }
    return order;
  }

  /**
   * Runs on the calling thread.
   *
   * @param targets {@code [prototypes, samples]} in fp32
   * @param samples {@code [4, samples]} in fp32: shifts, masses, weights, and values to add to
   * @param gradients {@code [prototypes, samples]} in the type of the logits
   * @param steps the same with prototypes as inputs; in fp32, where a step of a product takes one
   *     number, gradients are it already and nothing is written
   */
  public void run(
      Matrix logits, Matrix targets, Matrix samples, Matrix gradients, PackedTile steps) {
    assert shape.logits("logits").admits(logits);
    assert shape.targets().admits(targets);
    assert shape.ofSamples("samples", 4).admits(samples);
    assert shape.logits("gradients").admits(gradients);
    assert shape.steps("steps").admits(steps);
    code.run(
        logits.address(),
        targets.address(),
        samples.address(),
        gradients.address(),
        steps.address());
  }

  private record Code(Assembler asm, LogitShape shape, LogitLoop loop) {
    private static final int SHIFT = 0;
    private static final int MASS = 1;
    private static final int WEIGHT = 2;
    private static final int VALUE = 3;

    void emit() {
      loop.forEachVector(vector -> asm.load(vector, of(VALUE, vector)));
      int prototypes = shape.type().inputsOfAStep();
      asm.repeat(
          shape.prototypes() / prototypes,
          R9,
          () -> {
            loop.forEachVector(this::step);
            asm.add(RDI, prototypes * shape.row());
            asm.add(RSI, prototypes * shape.floatRow());
            asm.add(RCX, prototypes * shape.row());
            asm.add(R8, shape.floatRow());
          });
      loop.forEachVector(vector -> asm.store(of(VALUE, vector), vector));
      asm.exit();
    }

    private Address of(int what, int vector) {
      return at(RDX, what * shape.floats() + Tile.VECTOR * vector);
    }

    private void step(int vector) {
      switch (shape.type()) {
        case BF16 -> pair(vector);
        case FP32 -> asm.store(at(RCX, shape.place(0, vector)), gradient(vector, 0));
      }
    }

    /** Two prototypes and 16 samples. */
    private void pair(int vector) {
      int first = rounded(vector, 0);
      int second = rounded(vector, 1);
      int halves = second + 1;
      asm.apply(VCVTNE2PS2BF16, halves, second, first);
      asm.copy(first, LogitLoop.FREE);
      asm.apply(VPERMI2W, first, halves, halves);
      asm.store(at(R8, Tile.VECTOR * vector), first);
    }

    /** Writes gradients in bf16, but returns the vector that has them in fp32. */
    private int rounded(int vector, int prototype) {
      int gradient = gradient(vector, prototype);
      int halves = gradient + 1;
      asm.apply(VCVTNEPS2BF16, halves, 0, gradient);
      asm.storeHalf(at(RCX, shape.place(prototype, vector)), halves);
      return gradient;
    }

    /** The gradients of one prototype, in the vector returned; the one after it is free. */
    private int gradient(int vector, int prototype) {
      int x = loop.working(2 * vector + prototype);
      loop.exponent(x, prototype, vector, of(SHIFT, vector));
      int power = loop.power(x);
      int gradient = x + 1;
      asm.load(gradient, at(RSI, prototype * shape.floatRow() + Tile.VECTOR * vector));
      asm.apply(VFMADD231PS, vector, gradient, x);
      asm.apply(VFNMADD231PS, gradient, power, of(MASS, vector));
      asm.apply(VMULPS, gradient, gradient, of(WEIGHT, vector));
      return gradient;
    }
  }
}
