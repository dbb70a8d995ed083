package io.github.dino4j.curate.kmeans;

/** How the first centroids are found. */
public enum Seeding {
  /** Vectors drawn at random. */
  RANDOM,
  /**
   * Greedy k-means++ (Arthur and Vassilvitskii, 2007): each next one is the best of 2 + floor(ln k)
   * vectors that are drawn with the squared distance to the nearest so far as weight. Compares all
   * vectors with all of these.
   */
  PLUS_PLUS,
  /**
   * k-means into about sqrt(k) coarse clusters of a sample, then {@link #PLUS_PLUS} within each,
   * with clusters by its part of the inertia: about sqrt(k) times quicker.
   */
  NESTED_PLUS_PLUS
}
