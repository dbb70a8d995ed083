package io.github.dino4j.pretrain.loss;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.pretrain.logits.Logits;
import io.github.dino4j.pretrain.logits.SoftmaxTargets;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What gradients of logits need to know of the samples of a block, and the values that add up with
 * them in each part: {@code [parts, 4, samples]} in float32, shifts, masses of the targets, weights
 * of the gradients, values. Lives as long as the scope it was made in.
 */
final class RowStatistics {
  private static final int SHIFT = 0;
  private static final int MASS = 1;
  private static final int WEIGHT = 2;
  private static final int VALUE = 3;
  private static final int ROWS = 4;

  private final List<SampleSlice> slices;
  private final int samples;
  private final int parts;
  private final Matrix statistics; // [parts * 4, samples]

  RowStatistics(List<SampleSlice> slices, int samples, int parts) {
    this.slices = slices;
    this.samples = samples;
    this.parts = parts;
    statistics = Tensors.matrix(Tensors.empty(parts, ROWS, samples));
  }

  /**
   * Begins with values of zero.
   *
   * @param shifts of the student's logits
   */
  void begin(float[] shifts) {
    float[] rows = new float[ROWS * samples];
    System.arraycopy(shifts, 0, rows, SHIFT * samples, samples);
    for (SampleSlice slice : slices) {
      float[] weights = weights(slice);
      double scale = slice.term().scale() / Logits.STUDENT_TEMPERATURE;
      for (int i = 0; i < slice.count(); i++) {
        rows[MASS * samples + slice.place() + i] = slice.pairs() > 0 ? 2 : 1;
        rows[WEIGHT * samples + slice.place() + i] = (float) (-scale * weights[i]);
      }
    }
    for (int part = 0; part < parts; part++) {
      MemorySegment.copy(rows, 0, part(part).memory(), JAVA_FLOAT, 0, rows.length);
    }
  }

  private static float[] weights(SampleSlice slice) {
    return Tensors.toFloats(slice.term().weights().narrow(0, slice.first(), slice.count()));
  }

  /** Of a part, {@code [4, samples]}. */
  Matrix part(int part) {
    return statistics.rows(ROWS * part, ROWS);
  }

  /** The cross-entropies of a slice, weighted and summed. */
  double value(SampleSlice slice) {
    float[] weights = weights(slice);
    MemorySegment memory = statistics.memory();
    double value = 0;
    for (int i = 0; i < slice.count(); i++) {
      double logs = 0;
      for (int part = 0; part < parts; part++) {
        long row = ((long) ROWS * part + VALUE) * samples;
        logs += memory.getAtIndex(JAVA_FLOAT, row + slice.place() + i);
      }
      value -= weights[i] * logs / SoftmaxTargets.LOG2_E;
    }
    return value;
  }
}
