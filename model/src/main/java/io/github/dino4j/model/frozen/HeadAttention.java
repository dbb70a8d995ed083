package io.github.dino4j.model.frozen;

/** One worker's attention of a chunk's queries over all tokens of an image, for one head. */
@FunctionalInterface
interface HeadAttention {
  /**
   * Writes the result for each query. Arguments are addresses of the head's part of the first row.
   */
  void run(long queries, long keys, long values, long result);
}
