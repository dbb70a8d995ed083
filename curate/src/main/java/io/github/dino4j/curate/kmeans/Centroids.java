package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.VectorBlock;
import java.io.Serializable;

/**
 * The centres of clusters.
 *
 * @param vectors {@code [size, dim]}
 */
public record Centroids(VectorBlock vectors, Metric metric) implements Serializable {
  /** Number of clusters. */
  public int size() {
    return vectors.size();
  }
}
