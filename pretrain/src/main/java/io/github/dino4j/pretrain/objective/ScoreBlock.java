package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.to;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.x86.ScoreShape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Scores of a block of samples against all prototypes, {@code [K, samples]} in bf16, the samples
 * side by side, and what their softmax is divided by. Lives as long as the scope it was made in.
 */
final class ScoreBlock {
  private final ScoreKernels kernels;
  private final int samples;
  private final long prototypes; // address
  private final long prototypeBytes;
  private final long tiles; // address of the samples, packed for products with the prototypes
  private final long scores; // address
  private final MemorySegment states; // of the parts, [parts, 2, samples] in float32
  private final int parts;

  /**
   * Room for scores.
   *
   * @param samples {@code [rows, width]} in bf16, a multiple of 16 rows
   * @param prototypes {@code [K, width]} in bf16
   */
  ScoreBlock(Tensor samples, Tensor prototypes) {
    this.samples = (int) samples.size(0);
    this.prototypes = prototypes.data_ptr().address();
    prototypeBytes = 2 * prototypes.size(1);
    kernels = ScoreKernels.of(this.samples, (int) prototypes.size(1));
    parts = new PrototypeParts((int) prototypes.size(0)).count();
    tiles = inTiles(samples).data_ptr().address();
    scores = prototypes.new_empty(prototypes.size(0), this.samples).data_ptr().address();
    states = memory(Tensors.empty(parts, 2, this.samples));
    for (int part = 0; part < parts; part++) {
      kernels.logSums().clear(state(part));
    }
  }

  /** {@code rows} in bf16, with zeros up to {@code count}. */
  static Tensor padded(Tensor rows, long count) {
    Tensor some = to(rows, ScalarType.BFloat16);
    return rows.size(0) == count
        ? some
        : cat(0, some, some.new_zeros(count - rows.size(0), rows.size(1)));
  }

  /** The number of samples with those that fill the last vector. */
  static int filled(long samples) {
    return Math.ceilDiv((int) samples, ScoreShape.UNIT) * ScoreShape.UNIT;
  }

  /** {@code [tiles][width / 2, 64, 2]}, the last tile narrower if need be. */
  private static Tensor inTiles(Tensor samples) {
    List<Tensor> tiles = new ArrayList<>();
    long width = samples.size(1);
    for (long first = 0; first < samples.size(0); first += ScoreKernels.TILE) {
      long count = Math.min(ScoreKernels.TILE, samples.size(0) - first);
      Tensor pairs = samples.narrow(0, first, count).reshape(count, width / 2, 2);
      tiles.add(pairs.permute(1, 0, 2).reshape(-1));
    }
    return cat(tiles, 0);
  }

  long address(long prototype) {
    return scores + 2 * prototype * samples;
  }

  /** Computes the scores of a chunk. */
  void score(long first) {
    kernels.scores().run(prototypes + first * prototypeBytes, tiles, 0, address(first));
  }

  /**
   * Adds a chunk to the sums of its part; exponents are {@code score * factor + offset}.
   *
   * @param offsets of the chunk, an address
   * @param factor an address
   */
  void addToSums(int part, long first, long offsets, long factor) {
    kernels.logSums().run(address(first), offsets, factor, state(part).address());
  }

  private MemorySegment state(int part) {
    long bytes = 2L * Float.BYTES * samples;
    return states.asSlice(part * bytes, bytes);
  }

  /** What to add to exponents so that their powers of two add up to one, for each sample. */
  float[] shifts() {
    float[] shifts = new float[samples];
    for (int sample = 0; sample < shifts.length; sample++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int part = 0; part < parts; part++) {
        largest = Math.max(largest, states.getAtIndex(JAVA_FLOAT, at(part, 0, sample)));
      }
      double sum = 0;
      for (int part = 0; part < parts; part++) {
        double some = states.getAtIndex(JAVA_FLOAT, at(part, 0, sample));
        sum += states.getAtIndex(JAVA_FLOAT, at(part, 1, sample)) * Math.pow(2, some - largest);
      }
      shifts[sample] = (float) (-largest - Math.log(sum) * SoftmaxTargets.LOG2_E);
    }
    return shifts;
  }

  private long at(int part, int which, int sample) {
    return (2L * part + which) * samples + sample;
  }

  static MemorySegment memory(Tensor tensor) {
    return MemorySegment.ofAddress(tensor.data_ptr().address()).reinterpret(tensor.nbytes());
  }
}
