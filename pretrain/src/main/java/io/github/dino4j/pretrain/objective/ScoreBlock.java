package io.github.dino4j.pretrain.objective;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.to;

import io.github.dino4j.torch.x86.ScoreShape;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Scores of a block of samples against all prototypes, {@code [K, samples]} in bf16, the samples
 * side by side. Lives as long as the scope it was made in.
 */
final class ScoreBlock {
  private final ScoreKernels kernels;
  private final int samples;
  private final long prototypes; // address
  private final long prototypeBytes;
  private final long tiles; // address of the samples, packed for products with the prototypes
  private final long scores; // address

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
    tiles = inTiles(samples).data_ptr().address();
    scores = prototypes.new_empty(prototypes.size(0), this.samples).data_ptr().address();
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

  int samples() {
    return samples;
  }

  /** Where the scores of a prototype begin. */
  long address(long prototype) {
    return scores + 2 * prototype * samples;
  }

  /** Computes the scores of a chunk. */
  void score(long first) {
    kernels.scores().run(prototypes + first * prototypeBytes, tiles, 0, address(first));
  }
}
