package io.github.dino4j.pretrain.logits;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.prototypes.LogitShape;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Logits of a block of samples against all prototypes, {@code [K, samples]} in the type of the
 * prototypes, the samples side by side. Lives as long as the scope it was made in.
 */
public final class LogitBlock {
  private final LogitKernels kernels;
  private final ElementType type;
  private final int samples;
  private final Matrix prototypes; // [K, width]
  private final PackedMatrix tiles; // samples, packed for products with the prototypes
  private final Matrix logits; // [K, samples]

  /**
   * Room for logits.
   *
   * @param samples {@code [rows, width]}, a multiple of 16 rows, rounded to the prototypes' type
   * @param prototypes {@code [K, width]} that {@link LogitKernels#suit}
   */
  public LogitBlock(Tensor samples, Tensor prototypes) {
    this.samples = (int) samples.size(0);
    this.prototypes = Tensors.matrix(prototypes);
    type = LogitKernels.type(prototypes);
    int width = (int) prototypes.size(1);
    kernels = LogitKernels.of(new LogitKernels.Size(type, this.samples, width));
    Tensor packed = inTiles(to(samples, prototypes.scalar_type()));
    tiles = PackedMatrix.of(Tensors.memory(packed), type, width, this.samples);
    logits = Tensors.matrix(prototypes.new_empty(prototypes.size(0), this.samples));
  }

  /** With rows of zeros up to {@code count}. */
  public static Tensor padded(Tensor rows, long count) {
    return rows.size(0) == count
        ? rows
        : cat(0, rows, rows.new_zeros(count - rows.size(0), rows.size(1)));
  }

  /**
   * The most samples of a block. With 65,536 prototypes its logits take 24 MiB in either type: that
   * fp32 reads the prototypes anew for every 96 samples costs a loss some 6 % of its time. In AVX2
   * kernels take 64 at most.
   */
  public static int most(ElementType type) {
    return switch (type) {
      case BF16 -> LogitShape.MOST;
      case FP32 -> Math.min(96, LogitShape.MOST);
    };
  }

  /** The number of samples with those that fill the last vector. */
  public static int filled(long samples) {
    return Math.ceilDiv((int) samples, LogitShape.UNIT) * LogitShape.UNIT;
  }

  /** {@code [tiles][steps, 64, inputs of a step]}, the last tile narrower if need be. */
  private Tensor inTiles(Tensor samples) {
    List<Tensor> tiles = new ArrayList<>();
    long inputs = type.inputsOfAStep();
    long width = samples.size(1);
    for (long first = 0; first < samples.size(0); first += LogitKernels.TILE) {
      long count = Math.min(LogitKernels.TILE, samples.size(0) - first);
      Tensor steps = samples.narrow(0, first, count).reshape(count, width / inputs, inputs);
      tiles.add(steps.permute(1, 0, 2).reshape(-1));
    }
    return cat(tiles, 0);
  }

  /** That of a chunk of the logits of {@code count} neighbouring samples. */
  LogitShape shape(int count) {
    return new LogitShape(type, LogitKernels.CHUNK, count, samples);
  }

  /** The logits of the chunk of prototypes from {@code first} on. */
  public Matrix chunk(int first) {
    return logits.rows(first, LogitKernels.CHUNK);
  }

  /** Computes the logits of a chunk. */
  public void compute(int first) {
    Matrix some = prototypes.rows(first, LogitKernels.CHUNK);
    kernels.logits().run(some, tiles, Matrix.NONE, chunk(first));
  }
}
