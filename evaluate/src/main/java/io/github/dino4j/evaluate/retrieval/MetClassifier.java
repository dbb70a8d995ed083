package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.search.Neighbours;
import java.util.Map;
import java.util.TreeMap;

/**
 * The nearest-neighbour classifier of Met: a class is as similar as its most similar image among
 * the first K, at least 0, and confidence is a softmax over all classes of which those without a
 * neighbour have similarity 0. Source: Ypsilantis et al., "The Met Dataset", NeurIPS 2021.
 *
 * @param neighbours K
 * @param temperature t, which multiplies similarities
 */
public record MetClassifier(int neighbours, double temperature) {
  /**
   * What it says of a query.
   *
   * @param label the class
   * @param confidence from 0 to 1
   */
  public record Prediction(int label, double confidence) {}

  /**
   * @param found the nearest training images, at least one
   * @param labels of all training images
   * @param classes how many classes these have
   */
  Prediction predict(Neighbours found, int[] labels, int classes) {
    Map<Integer, Double> similarity = new TreeMap<>(); // of equally similar classes the first wins
    for (int i = 0; i < Math.min(neighbours, found.size()); i++) {
      double cosine = Math.max(0, found.similarity()[i]);
      similarity.merge(labels[found.index()[i]], cosine, Math::max);
    }
    int best = -1;
    double most = Double.NEGATIVE_INFINITY;
    double sum = classes - similarity.size();
    for (var each : similarity.entrySet()) {
      double exponential = Math.exp(temperature * each.getValue());
      sum += exponential;
      if (exponential > most) {
        most = exponential;
        best = each.getKey();
      }
    }
    return new Prediction(best, most / sum);
  }
}
