package io.github.dino4j.curate;

import java.util.SplittableRandom;

/** Vectors to test with. */
public final class Blobs {
  private Blobs() {}

  /** Vectors of a normal distribution, {@code [size, dim]}. */
  public static VectorBlock normal(int size, int dim, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size * dim];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new VectorBlock(values, dim);
  }

  /** Vectors around centres of a normal distribution: {@code sizes[i]} around the i-th, in turn. */
  public static VectorBlock around(int[] sizes, int dim, double spread, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    VectorBlock centres = normal(sizes.length, dim, seed + 1);
    int size = 0;
    for (int its : sizes) {
      size += its;
    }
    float[] values = new float[size * dim];
    int at = 0;
    for (int blob = 0; blob < sizes.length; blob++) {
      for (int i = 0; i < sizes[blob] * dim; i++) {
        values[at++] =
            (float) (centres.values()[blob * dim + i % dim] + spread * random.nextGaussian());
      }
    }
    return new VectorBlock(values, dim);
  }

  /** The blob that each vector of {@link #around} belongs to. */
  public static int[] labels(int[] sizes) {
    return java.util.stream.IntStream.range(0, sizes.length)
        .flatMap(blob -> java.util.stream.IntStream.generate(() -> blob).limit(sizes[blob]))
        .toArray();
  }
}
