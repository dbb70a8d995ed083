package io.github.dino4j.kernels;

import java.util.Locale;

/**
 * A matrix as the steps of a product take it, {@code [steps, outputs, inputs of a step]}: four
 * bytes for each step and output, so pairs of inputs in bf16 and single ones in fp32.
 *
 * @param inputs over which is summed; an odd number of them in bf16 ends with zeros
 * @param outputs side by side
 * @param stride bytes from one step to the next
 */
public record PackedTile(long address, ElementType type, int inputs, int outputs, long stride)
    implements Operand {
  /** Bytes that a step takes of each output. */
  private static final int STEP = 4;

  public PackedTile {
    assert inputs >= 0 && outputs >= 0 && stride >= (long) STEP * outputs
        : words(type, inputs, outputs, stride);
  }

  /** Without gaps. */
  public static PackedTile dense(long address, ElementType type, int inputs, int outputs) {
    return new PackedTile(address, type, inputs, outputs, (long) STEP * outputs);
  }

  /** With the rows of {@code steps} as its steps. */
  public static PackedTile ofSteps(Matrix steps) {
    int ofAStep = steps.type().inputsOfAStep();
    return new PackedTile(
        steps.address(),
        steps.type(),
        steps.rows() * ofAStep,
        steps.columns() / ofAStep,
        steps.stride());
  }

  /** The steps as the rows of a matrix. */
  public Matrix steps() {
    int ofAStep = type.inputsOfAStep();
    return new Matrix(address, type, Math.ceilDiv(inputs, ofAStep), outputs * ofAStep, stride);
  }

  /**
   * {@code count} inputs from {@code first} on.
   *
   * @param first the first of a step
   */
  public PackedTile inputs(int first, int count) {
    assert first % type.inputsOfAStep() == 0 && first + count <= inputs
        : "inputs %d to %d of %s".formatted(first, first + count, this);
    long start = address + first / type.inputsOfAStep() * stride;
    return new PackedTile(start, type, count, outputs, stride);
  }

  /** {@code count} outputs from {@code first} on. */
  public PackedTile outputs(int first, int count) {
    assert first >= 0 && first + count <= outputs
        : "outputs %d to %d of %s".formatted(first, first + count, this);
    return new PackedTile(address + (long) STEP * first, type, inputs, count, stride);
  }

  @Override
  public String toString() {
    return words(type, inputs, outputs, stride);
  }

  /** As messages show it. */
  static String words(ElementType type, int inputs, int outputs, long stride) {
    return "%s packed, %d inputs, %d outputs, steps %d bytes apart"
        .formatted(type.name().toLowerCase(Locale.ROOT), inputs, outputs, stride);
  }
}
