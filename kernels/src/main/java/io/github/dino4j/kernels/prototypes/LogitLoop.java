package io.github.dino4j.kernels.prototypes;

import static io.github.dino4j.kernels.ElementType.FP32;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD213PS;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.function.Exponential;
import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;

/**
 * What kernels on logits have in common: logits at RDI, a number for each prototype at RSI and one
 * factor at RDX make {@code logit * factor + number}, an exponent of two.
 */
record LogitLoop(Assembler asm, LogitShape shape) {
  /** The first vectors belong to the samples, one to each vector of them. */
  private static final int POWER = LogitShape.MOST / Tile.LANES;

  private static final int FACTOR = POWER + Exponential.vectors(FP32);
  private static final int NUMBER = FACTOR + 1;

  /** Free for a kernel's own use. */
  static final int FREE = NUMBER + 1;

  private static final int WORKING = FREE + 1;
  private static final int WORKING_SETS = // in turn
      (VectorWidth.HERE.registers - WORKING) / Exponential.WORKING_SET;

  /** The code for a vector of samples. */
  @FunctionalInterface
  interface VectorCode {
    /**
     * @param vector of the samples, and number of their register
     * @param x an exponent
     */
    void emit(int vector, int x);
  }

  /** Changes RAX. */
  void start() {
    new Exponential(asm, FP32, POWER).start();
    asm.broadcast(FACTOR, at(RDX));
  }

  /** The factor is a constant; changes RAX. */
  void start(float factor) {
    new Exponential(asm, FP32, POWER).start();
    asm.fill(FACTOR, factor);
  }

  void forEachVector(java.util.function.IntConsumer code) {
    for (int vector = 0; vector < shape.vectors(); vector++) {
      code.accept(vector);
    }
  }

  /** Runs {@code code} on all exponents, then {@code after} for each prototype; changes R9. */
  void forEachExponent(VectorCode code, Runnable after) {
    asm.repeat(
        shape.prototypes(),
        R9,
        () -> {
          asm.broadcast(NUMBER, at(RSI));
          forEachVector(vector -> {
            int x = working(vector);
            load(x, 0, vector);
            asm.apply(VFMADD213PS, x, FACTOR, NUMBER);
            code.emit(vector, x);
          });
          after.run();
          asm.add(RDI, shape.row());
          asm.add(RSI, 4);
        });
    asm.add(RDI, -shape.prototypes() * shape.row());
    asm.add(RSI, -4 * shape.prototypes());
  }

  /** A set of working vectors, of which this is the first; the two after it are free. */
  int working(int turn) {
    return WORKING + Exponential.WORKING_SET * (turn % WORKING_SETS);
  }

  private void load(int x, int prototype, int vector) {
    Address logits = at(RDI, shape.place(prototype, vector));
    switch (shape.type()) {
      case BF16 -> asm.loadBf16(x, logits);
      case FP32 -> asm.load(x, logits);
    }
  }

  /**
   * {@code logit * factor + numbers} to {@code x}, with numbers of the samples.
   *
   * @param prototype counted from the one at RDI
   */
  void exponent(int x, int prototype, int vector, Address numbers) {
    load(x, prototype, vector);
    asm.apply(VFMADD213PS, x, FACTOR, numbers);
  }

  /** 2^x, in the vector returned, the second after {@code x}; the one after it is free. */
  int power(int x) {
    new Exponential(asm, FP32, POWER).apply(x, x + 1, x + 2);
    return x + 2;
  }
}
