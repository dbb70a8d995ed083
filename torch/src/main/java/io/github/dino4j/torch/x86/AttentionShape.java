package io.github.dino4j.torch.x86;

import io.github.dino4j.DinoException;

/**
 * Attention of one head for a chunk of queries; all numbers are bf16.
 *
 * @param queries rows of queries and of the result
 * @param keys rows of keys and of values
 * @param headWidth numbers in a row, a multiple of {@link #WIDTH_UNIT}
 * @param tokenBytes from one row of queries, keys or values to the next
 * @param resultBytes from one row of the result to the next
 */
public record AttentionShape(
    int queries, int keys, int headWidth, int tokenBytes, int resultBytes) {
  /** Heads are packed 64 bytes at a time. */
  public static final int WIDTH_UNIT = 32;

  public AttentionShape {
    if (queries <= 0 || keys <= 0 || headWidth <= 0 || headWidth % WIDTH_UNIT != 0) {
      throw new DinoException(
          "no kernel for %d queries, %d keys, heads of %d".formatted(queries, keys, headWidth));
    }
  }

  /** Pairs of neighbouring numbers of a head: what one product of bf16 numbers takes. */
  int pairs() {
    return headWidth / 2;
  }

  /** Vectors of 16 keys. */
  int keyVectors() {
    return Math.ceilDiv(keys, 16);
  }

  /** Pairs of neighbouring keys. */
  int keyPairs() {
    return Math.ceilDiv(keys, 2);
  }
}
