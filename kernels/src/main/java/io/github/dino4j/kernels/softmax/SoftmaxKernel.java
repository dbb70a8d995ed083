package io.github.dino4j.kernels.softmax;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.softmax.SoftmaxRows.TOGETHER;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VADDPS;
import static io.github.dino4j.kernels.x86.Instruction.VDIVPS;
import static io.github.dino4j.kernels.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.kernels.x86.Instruction.VMAXPS;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Instruction.VSUBPS;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.function.Exponential;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.HorizontalReduction;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Softmax of rows and its way back, as functions. */
public final class SoftmaxKernel {
  private SoftmaxKernel() {}

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static Forward forward(SoftmaxShape shape, Arena arena) {
    Assembler asm = new Assembler();
    SoftmaxRows rows = new SoftmaxRows(asm, shape);
    new ForwardCode(asm, rows).emit(lastOnes(shape, arena));
    return new Forward(MachineCode.of(asm.code(), arena), shape);
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static Backward backward(SoftmaxShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new BackwardCode(asm, new SoftmaxRows(asm, shape)).emit();
    return new Backward(MachineCode.of(asm.code(), arena), shape);
  }

  /** What is added to the last logits of a row: very little where there are no columns. */
  private static long lastOnes(SoftmaxShape shape, Arena arena) {
    MemorySegment memory = arena.allocate(Tile.VECTOR, Tile.VECTOR);
    for (int i = shape.columns() - 16 * (shape.vectors() - 1); i < 16; i++) {
      memory.setAtIndex(JAVA_FLOAT, i, -Float.MAX_VALUE / 2);
    }
    return memory.address();
  }

  /** Logits to weights. Immutable: threads share it. */
  public static final class Forward {
    private final MachineCode code;
    private final SoftmaxShape shape;

    private Forward(MachineCode code, SoftmaxShape shape) {
      this.code = code;
      this.shape = shape;
    }

    /**
     * Runs on the calling thread.
     *
     * @param logits fp32 {@code [rows, logits]}, changed
     * @param weights bf16 {@code [rows, filled]}, written
     */
    public void run(Matrix logits, Matrix weights) {
      assert shape.ofLogits("logits").admits(logits);
      assert shape.ofWeights("weights").admits(weights);
      code.run(logits.address(), weights.address(), 0, 0, 0);
    }
  }

  /** Gradients of weights to those of logits. Immutable: threads share it. */
  public static final class Backward {
    private final MachineCode code;
    private final SoftmaxShape shape;

    private Backward(MachineCode code, SoftmaxShape shape) {
      this.code = code;
      this.shape = shape;
    }

    /**
     * Runs on the calling thread.
     *
     * @param gradients of the weights, laid out like logits
     * @param weights that the forward pass wrote
     * @param target gradients of the logits, laid out like weights
     */
    public void run(Matrix gradients, Matrix weights, Matrix target) {
      assert shape.ofLogits("gradients").admits(gradients);
      assert shape.ofWeights("weights").admits(weights);
      assert shape.ofWeights("target").admits(target);
      code.run(gradients.address(), weights.address(), target.address(), 0, 0);
    }
  }

  private record ForwardCode(Assembler asm, SoftmaxRows rows) {
    private static final int LARGEST = 0; // one vector a row
    private static final int SUMS = LARGEST + TOGETHER;
    private static final int LOG2_E = SUMS + TOGETHER;
    private static final int LAST = LOG2_E + 1;
    private static final int ONE = LAST + 1;
    private static final int POWER = ONE + 1;
    private static final int WORKING = POWER + Exponential.vectors(BF16);

    void emit(long lastOnes) {
      new Exponential(asm, BF16, POWER).start();
      asm.fill(LOG2_E, (float) (1 / Math.log(2)));
      asm.fill(ONE, 1);
      asm.move(RAX, lastOnes);
      asm.load(LAST, at(RAX));
      rows.forEachBlock(this::block);
      asm.exit();
    }

    private void block(int count) {
      largest(count);
      powers(count);
      for (int row = 0; row < count; row++) {
        asm.apply(VDIVPS, SUMS + row, ONE, SUMS + row);
      }
      rows.forEachVector(
          count,
          (row, place, last) -> {
            asm.apply(VMULPS, working(row), SUMS + row, place.logits());
            asm.store(BF16, place.weights(), working(row));
          });
      asm.clear(WORKING);
      rows.fill(count, RSI, WORKING);
    }

    /** A set of three vectors in turn. */
    private static int working(int row) {
      return WORKING + 3 * row;
    }

    private void largest(int count) {
      for (int row = 0; row < count; row++) {
        asm.fill(LARGEST + row, -Float.MAX_VALUE);
      }
      rows.forEachVector(
          count,
          (row, place, last) -> {
            load(row, place, last);
            asm.apply(VMAXPS, LARGEST + row, LARGEST + row, working(row));
          });
      new HorizontalReduction(asm, WORKING).apply(VMAXPS, LARGEST, count);
    }

    /** Logits become powers, whose sums are made. */
    private void powers(int count) {
      for (int row = 0; row < count; row++) {
        asm.clear(SUMS + row);
      }
      rows.forEachVector(
          count,
          (row, place, last) -> {
            int x = working(row);
            load(row, place, last);
            asm.apply(VSUBPS, x, x, LARGEST + row);
            asm.apply(VMULPS, x, x, LOG2_E);
            new Exponential(asm, BF16, POWER).apply(x, x + 1, x + 2);
            asm.apply(VADDPS, SUMS + row, SUMS + row, x + 2);
            asm.store(place.logits(), x + 2);
          });
      new HorizontalReduction(asm, WORKING).apply(VADDPS, SUMS, count);
    }

    private void load(int row, SoftmaxRows.Place place, boolean last) {
      asm.load(working(row), place.logits());
      if (last) {
        asm.apply(VADDPS, working(row), working(row), LAST);
      }
    }
  }

  /** {@code weight · (gradient - Σ weight · gradient)}. */
  private record BackwardCode(Assembler asm, SoftmaxRows rows) {
    private static final int SUMS = 0; // one vector a row
    private static final int WEIGHTS = SUMS + TOGETHER; // likewise
    private static final int GRADIENTS = WEIGHTS + TOGETHER; // likewise

    void emit() {
      rows.forEachBlock(this::block);
      asm.exit();
    }

    private void block(int count) {
      for (int row = 0; row < count; row++) {
        asm.clear(SUMS + row);
      }
      rows.forEachVector(
          count,
          (row, place, last) -> {
            asm.loadBf16(WEIGHTS + row, place.weights());
            asm.apply(VFMADD231PS, SUMS + row, WEIGHTS + row, place.logits());
          });
      new HorizontalReduction(asm, WEIGHTS).apply(VADDPS, SUMS, count);
      rows.forEachVector(count, this::gradient);
      asm.clear(WEIGHTS);
      rows.fill(count, RDX, WEIGHTS);
    }

    private void gradient(int row, SoftmaxRows.Place place, boolean last) {
      int gradient = GRADIENTS + row;
      asm.load(gradient, place.logits());
      asm.loadBf16(WEIGHTS + row, place.weights());
      asm.apply(VSUBPS, gradient, gradient, SUMS + row);
      asm.apply(VMULPS, gradient, gradient, WEIGHTS + row);
      asm.store(BF16, place.gradients(), gradient);
    }
  }
}
