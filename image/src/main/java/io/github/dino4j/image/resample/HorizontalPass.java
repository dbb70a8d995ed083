package io.github.dino4j.image.resample;

import io.github.dino4j.image.Samples;
import io.github.dino4j.image.Size;

/**
 * Resampling along x. Blocks of rows are transposed, so that a column of the block is one array of
 * ints, {@code [3, rows]}, and a target column is a weighted sum of such arrays: the same loops as
 * along y, which compile to vector code, where a sum within a row would not.
 */
final class HorizontalPass {
  /** A multiple of 4. The transposed block of a photo stays within the second-level cache. */
  private static final int BLOCK = 64;

  private final FilterWeights weights;
  private final Samples source;
  private final int block;
  private final int[][] columns;
  private final int[][] targets;

  private HorizontalPass(FilterWeights weights, Samples source, int rows) {
    this.weights = weights;
    this.source = source.from(weights.start(), 0);
    this.block = Math.min(BLOCK, (rows + 3) & ~3);
    this.columns = new int[weights.end() - weights.start()][3 * block];
    this.targets = new int[weights.targets()][3 * block];
  }

  /**
   * @param source column 0 of which the weights count from
   * @param rows that are wanted, from its row 0
   * @return {@code [rows, targets, 3]}
   */
  static byte[] apply(FilterWeights weights, Samples source, int rows) {
    return new HorizontalPass(weights, source, rows).apply(rows);
  }

  private byte[] apply(int rows) {
    byte[] out = new byte[new Size(targets.length, rows).bytes()];
    for (int top = 0; top < rows; top += block) {
      int last = Math.min(top + block, rows) - 1;
      for (int r = 0; r < block; r += 4) {
        transpose(top + r, last, r);
      }
      for (int x = 0; x < targets.length; x++) {
        weights.sum(columns, weights.first()[x] - weights.start(), x, targets[x]);
      }
      for (int y = top; y <= last; y++) {
        store(y - top, out, y * targets.length * 3);
      }
    }
    return out;
  }

  /** Four rows at a time, for they share cache lines of the columns; past the last it stands in. */
  private void transpose(int y, int last, int r) {
    byte[] bytes = source.bytes();
    int a = source.row(Math.min(y, last));
    int b = source.row(Math.min(y + 1, last));
    int c = source.row(Math.min(y + 2, last));
    int d = source.row(Math.min(y + 3, last));
    for (int[] column : columns) {
      for (int lane = r; lane < column.length; lane += block) {
        column[lane] = bytes[a++] & 0xff;
        column[lane + 1] = bytes[b++] & 0xff;
        column[lane + 2] = bytes[c++] & 0xff;
        column[lane + 3] = bytes[d++] & 0xff;
      }
    }
  }

  private void store(int r, byte[] out, int start) {
    int o = start;
    for (int[] target : targets) {
      out[o] = (byte) target[r];
      out[o + 1] = (byte) target[r + block];
      out[o + 2] = (byte) target[r + 2 * block];
      o += 3;
    }
  }
}
