package io.github.dino4j.model.frozen.packing;

import java.util.Arrays;

/** A linear layer as stored, before packing: {@code [outputs, inputs]}; an empty bias is none. */
final class Dense {
  final int outputs;
  final float[] matrix;
  final float[] bias;

  Dense(int outputs, float[] matrix, float[] bias) {
    this.outputs = outputs;
    this.matrix = matrix;
    this.bias = bias;
  }

  /** Factor of each output. */
  @FunctionalInterface
  interface OutputScale {
    float of(int output);
  }

  /** Multiplies the outputs {@code from} to {@code to}, in place. */
  Dense scaled(int from, int to, OutputScale scale) {
    int inputs = matrix.length / outputs;
    for (int output = from; output < to; output++) {
      float factor = scale.of(output);
      for (int i = output * inputs; i < (output + 1) * inputs; i++) {
        matrix[i] *= factor;
      }
      if (bias.length > 0) {
        bias[output] *= factor;
      }
    }
    return this;
  }

  /** The outputs {@code from} to {@code to} alone. */
  Dense outputs(int from, int to) {
    int inputs = matrix.length / outputs;
    return new Dense(
        to - from,
        Arrays.copyOfRange(matrix, from * inputs, to * inputs),
        bias.length == 0 ? bias : Arrays.copyOfRange(bias, from, to));
  }
}
