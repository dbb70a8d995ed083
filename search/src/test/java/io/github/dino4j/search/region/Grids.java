package io.github.dino4j.search.region;

import io.github.dino4j.search.Vectors;
import java.util.Random;

/** Patches to test with. */
final class Grids {
  private Grids() {}

  /** Patches around few centres, as those of images lie. */
  static PatchVectors random(int rows, int columns, int dim, long seed) {
    return new PatchVectors(rows, columns, dim, Vectors.clustered(rows * columns, dim, 6, seed));
  }

  /** Of a size that the seed decides: 1 to 9 patches a side. */
  static PatchVectors random(int dim, long seed) {
    Random random = new Random(seed);
    return random(1 + random.nextInt(9), 1 + random.nextInt(9), dim, seed);
  }

  /** Cosine of two patches, in double. */
  static double cosine(PatchVectors a, int patchA, PatchVectors b, int patchB) {
    double product = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int d = 0; d < a.dim(); d++) {
      double valueA = a.values()[patchA * a.dim() + d];
      double valueB = b.values()[patchB * b.dim() + d];
      product += valueA * valueB;
      squaresA += valueA * valueA;
      squaresB += valueB * valueB;
    }
    return squaresA * squaresB == 0 ? 0 : product / Math.sqrt(squaresA * squaresB);
  }

  /** The score by its definition, in double, of patches that are not quantised. */
  static double score(RegionQuery query, PatchVectors image) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < query.weights().length; i++) {
      double best = -1;
      for (int j = 0; j < image.size(); j++) {
        best = Math.max(best, cosine(query.patches(), i, image, j));
      }
      sum += query.weights()[i] * best;
      weights += query.weights()[i];
    }
    return sum / weights;
  }
}
