package io.github.dino4j.image.random;

/**
 * Where randomness comes from. An instance belongs to one thread at a time; the same draws from the
 * same seed give the same pictures.
 */
public interface RandomDraws {
  /** A number from {@code low} to {@code high}. */
  double uniform(double low, double high);

  /** A whole number from 0 to {@code bound - 1}, {@code bound} at least 1. */
  int integer(int bound);

  /** A permutation of 0 to {@code count - 1}. */
  int[] permutation(int count);

  /** Whether a number drawn from 0 to 1 is below the probability, compared in float32 as torch. */
  default boolean chance(double probability) {
    return uniform(0, 1) < (float) probability;
  }
}
