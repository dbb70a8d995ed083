package io.github.dino4j.model.frozen;

import java.util.stream.IntStream;

/**
 * The tokens of an image cut into pieces whose sizes differ by one at most.
 *
 * @param tokens tokens of an image, CLS and registers included
 * @param count number of pieces
 */
record Chunks(int tokens, int count) {
  /** Matrix products reach their full speed from about here on, and caches still hold the rest. */
  private static final int FULL_SPEED_ROWS = 160;

  /** Below this the weights are read too often. */
  private static final int FEWEST_ROWS = 24;

  /** At least {@code pieces} of all images together, and no more than needed. */
  static Chunks of(int tokens, int images, int pieces) {
    int wanted = Math.ceilDiv(tokens, FULL_SPEED_ROWS);
    int balanced = Math.ceilDiv(pieces, images);
    int most = Math.max(1, tokens / FEWEST_ROWS);
    return new Chunks(tokens, Math.max(wanted, Math.min(balanced, most)));
  }

  int first(int chunk) {
    return chunk * (tokens / count) + Math.min(chunk, tokens % count);
  }

  int rows(int chunk) {
    return first(chunk + 1) - first(chunk);
  }

  /** Numbers of rows that operations are needed for; 1 for a CLS token alone. */
  IntStream sizes() {
    return IntStream.of(mostRows(), tokens / count, 1).distinct();
  }

  int mostRows() {
    return Math.ceilDiv(tokens, count);
  }
}
