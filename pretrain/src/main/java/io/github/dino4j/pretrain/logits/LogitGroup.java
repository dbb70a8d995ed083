package io.github.dino4j.pretrain.logits;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.prototypes.LogSumKernel;
import io.github.dino4j.kernels.prototypes.LogitShape;
import io.github.dino4j.kernels.prototypes.PrototypeSumKernel;
import io.github.dino4j.kernels.prototypes.TargetKernel;
import io.github.dino4j.torch.Tensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bytedeco.pytorch.Tensor;

/**
 * Neighbouring samples of a block whose exponents are made in the same way, {@code logit * factor +
 * offset of the prototype + shift of the sample}. Lives as long as the scope it was made in.
 */
public final class LogitGroup {
  private final LogitBlock block;
  private final Range range;
  private final ExponentKernels kernels;
  private final Matrix offsets; // [K]
  private final Matrix factor; // one number
  private final Matrix shifts; // [samples]
  private final Matrix states; // of the parts, [parts * 2, samples]
  private final int parts;

  /**
   * Places in a block.
   *
   * @param count of samples, with those that fill the last vector
   */
  public record Range(int first, int count) {}

  /**
   * A group without shifts.
   *
   * @param offsets {@code [K]} in float32, read whenever they are needed
   */
  public LogitGroup(LogitBlock block, Range range, double factor, Tensor offsets) {
    this.block = block;
    this.range = range;
    kernels = ExponentKernels.of(block.shape(range.count()));
    this.offsets = Tensors.matrix(offsets);
    this.factor = Tensors.matrix(Tensors.of(new float[] {(float) factor}, 1));
    shifts = Tensors.matrix(Tensors.zeros(range.count()));
    parts = new PrototypeParts((int) offsets.size(0)).count();
    states = Tensors.matrix(Tensors.empty(parts, 2, range.count()));
    clearSums();
  }

  public void clearSums() {
    for (int part = 0; part < parts; part++) {
      kernels.logSums().clear(state(part));
    }
  }

  private Matrix state(int part) {
    return states.rows(2 * part, 2);
  }

  private Matrix logits(int first) {
    return block.chunk(first).columns(range.first(), range.count());
  }

  private Matrix offsets(int first) {
    return offsets.columns(first, LogitKernels.CHUNK);
  }

  /** Adds the powers of a chunk, without shifts, to the sums of its part. */
  public void addToSums(int part, int first) {
    kernels.logSums().run(logits(first), offsets(first), factor, state(part));
  }

  /** Shifts with which the powers of each sample add up to one: that is their softmax. */
  public float[] softmaxShifts() {
    float[] values = new float[range.count()];
    MemorySegment memory = states.memory();
    for (int sample = 0; sample < values.length; sample++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int part = 0; part < parts; part++) {
        largest = Math.max(largest, memory.getAtIndex(JAVA_FLOAT, place(part, 0, sample)));
      }
      double sum = 0;
      for (int part = 0; part < parts; part++) {
        double exponent = memory.getAtIndex(JAVA_FLOAT, place(part, 0, sample));
        float some = memory.getAtIndex(JAVA_FLOAT, place(part, 1, sample));
        sum += some * Math.pow(2, exponent - largest);
      }
      values[sample] = (float) (-largest - Math.log(sum) * SoftmaxTargets.LOG2_E);
    }
    return values;
  }

  /** Of a number among those of all states. */
  private long place(int part, int which, int sample) {
    return (2L * part + which) * range.count() + sample;
  }

  public void shift(float[] values) {
    MemorySegment.copy(values, 0, shifts.memory(), JAVA_FLOAT, 0, values.length);
  }

  /**
   * Writes the powers of a chunk.
   *
   * @param target those of the block, {@code [chunk, samples of the block]} in float32
   */
  public void powers(int first, Matrix target) {
    Matrix ours = target.columns(range.first(), range.count());
    kernels.targets().run(logits(first), offsets(first), factor, shifts, ours);
  }

  /**
   * Writes the sums of a chunk's powers over the samples.
   *
   * @param target one for each prototype of the chunk, in float32
   */
  public void prototypeSums(int first, Matrix target) {
    kernels.sums().run(logits(first), offsets(first), factor, shifts, target);
  }

  /** What is computed on a chunk of the logits of a {@link LogitGroup}. Made once, they stay. */
  record ExponentKernels(LogSumKernel logSums, TargetKernel targets, PrototypeSumKernel sums) {
    private static final Map<LogitShape, ExponentKernels> MADE = new ConcurrentHashMap<>();

    static ExponentKernels of(LogitShape shape) {
      return MADE.computeIfAbsent(shape, ExponentKernels::make);
    }

    private static ExponentKernels make(LogitShape shape) {
      Arena arena = Arena.global();
      return new ExponentKernels(
          LogSumKernel.of(shape, arena),
          TargetKernel.of(shape, arena),
          PrototypeSumKernel.of(shape, arena));
    }
  }
}
