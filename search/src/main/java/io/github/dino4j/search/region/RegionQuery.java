package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.UnitVectors;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What images are to contain: patches with weights.
 *
 * @param patches a grid, or a list as a grid of one row
 * @param weights {@code [rows, columns]}, how much a patch counts; 0 for one that is no part of it
 */
public record RegionQuery(PatchVectors patches, float[] weights) {
  /**
   * @throws DinoException if there is not one weight a patch, or no positive one
   */
  public RegionQuery {
    if (weights.length != patches.size()) {
      throw new DinoException(
          "%d weights for %d patches".formatted(weights.length, patches.size()));
    }
    double sum = 0;
    for (float weight : weights) {
      if (!(weight >= 0) || weight == Float.POSITIVE_INFINITY) {
        throw new DinoException("a patch cannot count %s: weights are 0 or more".formatted(weight));
      }
      sum += weight;
    }
    if (sum == 0) {
      throw new DinoException("no patch of the region counts");
    }
  }

  /** All patches, each counting the same. */
  public static RegionQuery of(PatchVectors patches) {
    float[] weights = new float[patches.size()];
    Arrays.fill(weights, 1);
    return new RegionQuery(patches, weights);
  }

  /**
   * A vector for all of it: the mean of the unit vectors of its patches by their weights, as {@link
   * PooledRegions} pools.
   *
   * @return {@code [dim]}, of length 1
   */
  float[] pooled() {
    int dim = patches.dim();
    float[] unit = patches.unit().values();
    float[] sum = new float[dim];
    for (int patch = 0; patch < weights.length; patch++) {
      for (int i = 0; i < dim; i++) {
        sum[i] += weights[patch] * unit[patch * dim + i];
      }
    }
    return UnitVectors.of(sum, dim);
  }

  /** Only the patches that count, as a list, of length 1. */
  RegionQuery counting() {
    int dim = patches.dim();
    int[] places = IntStream.range(0, weights.length).filter(patch -> weights[patch] > 0).toArray();
    float[] values = new float[places.length * dim];
    float[] counts = new float[places.length];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(patches.values(), places[i] * dim, values, i * dim, dim);
      counts[i] = weights[places[i]];
    }
    return new RegionQuery(new PatchVectors(1, places.length, dim, values).unit(), counts);
  }
}
