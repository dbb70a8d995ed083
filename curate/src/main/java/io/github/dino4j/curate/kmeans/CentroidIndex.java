package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.product.ProductScan;
import java.lang.foreign.Arena;

/**
 * Finds the nearest centroids of vectors by comparing all. What a vector gets does not depend on
 * which others are beside it. Immutable: threads share it.
 */
public final class CentroidIndex {
  private final Centroids centroids;
  private final ProductScan scan;

  private CentroidIndex(Centroids centroids, ProductScan scan) {
    this.centroids = centroids;
    this.scan = scan;
  }

  /** An index of these centroids, which it copies to memory that goes when nobody holds it. */
  public static CentroidIndex of(Centroids centroids) {
    return of(centroids, Arena.ofAuto());
  }

  static CentroidIndex of(Centroids centroids, Arena arena) {
    VectorBlock vectors = centroids.vectors();
    ProductScan scan =
        switch (centroids.metric()) {
          case SPHERICAL -> ProductScan.of(vectors, arena);
          case EUCLIDEAN -> ProductScan.withOffsets(vectors, offsets(vectors), arena);
        };
    return new CentroidIndex(centroids, scan);
  }

  private static float[] offsets(VectorBlock vectors) {
    float[] offsets = new float[vectors.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = (float) (-vectors.dot(i, vectors, i) / 2);
    }
    return offsets;
  }

  public Centroids centroids() {
    return centroids;
  }

  /** The nearest centroid of each vector. */
  public Assignment assign(VectorBlock vectors) {
    Assignment nearest = Assignment.empty(vectors.size());
    scan(
        vectors,
        (column, row, product) -> {
          nearest.set(column, row, product);
          return product;
        });
    return nearest;
  }

  /**
   * The nearest and the second nearest centroid of each vector.
   *
   * @param nearest of the first
   * @param second of the second
   */
  public record TwoNearest(Assignment nearest, Assignment second) {
    /** Of so many vectors, none found yet. */
    public static TwoNearest empty(int size) {
      return new TwoNearest(Assignment.empty(size), Assignment.empty(size));
    }

    /**
     * Keeps a centroid if it is one of the two nearest of a vector; of equally near ones that which
     * is offered first.
     *
     * @return the score that the next one must exceed
     */
    public float offer(int vector, int centroid, float score) {
      if (score > nearest.score()[vector]) {
        second.set(vector, nearest.centroid()[vector], nearest.score()[vector]);
        nearest.set(vector, centroid, score);
      } else if (score > second.score()[vector]) {
        second.set(vector, centroid, score);
      }
      return second.score()[vector];
    }
  }

  /** The nearest and the second nearest centroid of each vector. */
  public TwoNearest assignTwo(VectorBlock vectors) {
    TwoNearest two = TwoNearest.empty(vectors.size());
    scan(vectors, two::offer);
    return two;
  }

  /** Gives the scores of vectors, the columns, with centroids, the rows. */
  public void scan(VectorBlock vectors, ProductScan.Taker taker) {
    scan.scan(vectors, Float.NEGATIVE_INFINITY, taker);
  }
}
