package io.github.dino4j.pretrain.probe;

import io.github.dino4j.features.patch.Pca;
import io.github.dino4j.search.UnitVectors;

/**
 * How far the features of different images are apart. A collapsed model gives all images nearly the
 * same features, or lets them differ along a few directions only.
 *
 * @param meanCosine over all pairs of different images
 * @param effectiveRank e to the entropy of the singular values of the centred features, divided by
 *     their sum (arXiv 2210.02885): from 1 up to the width of the model
 */
record FeatureSpread(double meanCosine, double effectiveRank) {
  /**
   * @param features {@code [n, dim]} of at least two images
   * @throws io.github.dino4j.DinoException if one is not finite
   */
  static FeatureSpread of(float[] features, int dim) {
    return new FeatureSpread(meanCosine(features, dim), effectiveRank(features, dim));
  }

  /** The squared length of the sum holds every pair twice, and each image with itself once. */
  private static double meanCosine(float[] features, int dim) {
    float[] unit = UnitVectors.of(features, dim);
    double[] sum = new double[dim];
    double itself = 0; // the number of rows that are not zero
    for (int i = 0; i < unit.length; i++) {
      sum[i % dim] += unit[i];
      itself += (double) unit[i] * unit[i];
    }
    double all = 0;
    for (double value : sum) {
      all += value * value;
    }
    double rows = (double) unit.length / dim;
    return (all - itself) / (rows * (rows - 1));
  }

  private static double effectiveRank(float[] features, int dim) {
    double[] variance = Pca.fit(features, dim, dim).variance();
    double sum = 0;
    for (double value : variance) {
      sum += Math.sqrt(value); // singular values, but for a factor that cancels
    }
    double entropy = 0;
    for (double value : variance) {
      double share = sum > 0 ? Math.sqrt(value) / sum : 0;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return Math.exp(entropy);
  }
}
