package io.github.dino4j.curate.kmeans;

/** What near means. */
public enum Metric {
  /** The cosine, of vectors of length 1; so have centroids. */
  SPHERICAL,
  /** The Euclidean distance, of vectors of any length. */
  EUCLIDEAN;

  /**
   * The squared Euclidean distance of a vector to a centroid.
   *
   * @param squares the squared length of the vector
   * @param score of {@link Assignment}
   */
  public double squaredDistance(double squares, double score) {
    double distance = squares - 2 * score + (this == SPHERICAL ? 1 : 0);
    return Math.max(0, distance); // not below by rounding
  }
}
