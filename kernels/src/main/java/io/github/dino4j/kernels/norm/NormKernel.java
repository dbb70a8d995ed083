package io.github.dino4j.kernels.norm;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;

/**
 * Layer normalization without weights, {@code n = (x - mean) · r} with {@code r = 1 / sqrt(variance
 * + EPSILON)} of each row, and its way back, as functions. Several rows go together, each read
 * again while it lies in the innermost cache.
 */
public final class NormKernel {
  /** What is added to the variance. */
  public static final float EPSILON = 1e-6f;

  private NormKernel() {}

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static Forward forward(NormShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new NormForward(asm, shape).emit();
    return new Forward(MachineCode.of(asm.code(), arena), shape);
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static Backward backward(NormShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new NormBackward(asm, shape).emit();
    return new Backward(MachineCode.of(asm.code(), arena), shape);
  }

  /** Values to normalized values. Immutable: threads share it. */
  public static final class Forward {
    private final MachineCode code;
    private final NormShape shape;

    private Forward(MachineCode code, NormShape shape) {
      this.code = code;
      this.shape = shape;
    }

    /**
     * Runs on the calling thread.
     *
     * @param source {@code [rows, columns]} in fp32
     * @param target {@code [rows, columns]} in the type of the shape
     * @param reciprocals r of each row, {@code [rows]} in fp32, written
     */
    public void run(Matrix source, Matrix target, Matrix reciprocals) {
      assert shape.values("source").admits(source);
      assert shape.normalized("target").admits(target);
      assert shape.reciprocals().admits(reciprocals);
      code.run(source.address(), target.address(), reciprocals.address(), 0, 0);
    }
  }

  /** Gradient of the normalized values to that of the values. Immutable: threads share it. */
  public static final class Backward {
    private final MachineCode code;
    private final NormShape shape;

    private Backward(MachineCode code, NormShape shape) {
      this.code = code;
      this.shape = shape;
    }

    /**
     * Runs on the calling thread.
     *
     * @param gradient of the normalized values, {@code [rows, columns]} in fp32
     * @param normalized {@code [rows, columns]} in the type of the shape
     * @param reciprocals r of each row, {@code [rows]} in fp32
     * @param target {@code [rows, columns]} in fp32, which the gradient of the values is added to
     */
    public void run(Matrix gradient, Matrix normalized, Matrix reciprocals, Matrix target) {
      assert shape.values("gradient").admits(gradient);
      assert shape.normalized("normalized").admits(normalized);
      assert shape.reciprocals().admits(reciprocals);
      assert shape.values("target").admits(target);
      code.run(
          gradient.address(), normalized.address(), reciprocals.address(), target.address(), 0);
    }
  }
}
