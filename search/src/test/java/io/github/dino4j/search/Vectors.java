package io.github.dino4j.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Vectors to test indexes with. */
public final class Vectors {
  private Vectors() {}

  /** An index of demo features of this size. */
  public static IndexDescription described(int dim) {
    return new IndexDescription(dim, "demo", "0123abcd", "resize 256, crop 224", "cls");
  }

  /** Vectors of a normal distribution: {@code [count, dim]}. */
  static float[] normal(int count, int dim, long seed) {
    Random random = new Random(seed);
    float[] vectors = new float[count * dim];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = (float) random.nextGaussian();
    }
    return vectors;
  }

  /** Vectors around centres of a normal distribution, as features lie: {@code [count, dim]}. */
  public static float[] clustered(int count, int dim, int clusters, long seed) {
    float[] centres = normal(clusters, dim, 1); // the same for vectors and queries
    Random random = new Random(seed);
    float[] vectors = new float[count * dim];
    for (int i = 0; i < count; i++) {
      int cluster = random.nextInt(clusters);
      for (int d = 0; d < dim; d++) {
        vectors[i * dim + d] = centres[cluster * dim + d] + 0.7f * (float) random.nextGaussian();
      }
    }
    return vectors;
  }

  /** The rows of {@code [n, dim]} with their numbers for ids. */
  public static List<IndexedVector> named(float[] vectors, int dim) {
    List<IndexedVector> named = new ArrayList<>();
    for (int i = 0; i < vectors.length / dim; i++) {
      float[] vector = new float[dim];
      System.arraycopy(vectors, i * dim, vector, 0, dim);
      named.add(new IndexedVector(String.format(Locale.ROOT, "%06d", i), vector));
    }
    return named;
  }

  /** Cosine in double precision; 0 with a vector of zeros. */
  static double cosine(float[] a, float[] b) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int d = 0; d < a.length; d++) {
      product += (double) a[d] * b[d];
      squaresA += (double) a[d] * a[d];
      squaresB += (double) b[d] * b[d];
    }
    return squaresA * squaresB == 0 ? 0 : product / Math.sqrt(squaresA) / Math.sqrt(squaresB);
  }
}
