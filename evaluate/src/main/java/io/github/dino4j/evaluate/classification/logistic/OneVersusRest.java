package io.github.dino4j.evaluate.classification.logistic;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.LabelSets;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Heads for images with several labels: class by class a logistic regression of the images that
 * have it against the rest, {@code C * sum of log(1 + exp(-+logit)) + |w|^2 / 2} with a free
 * intercept.
 */
public final class OneVersusRest {
  private static final List<String> TWO = List.of("rest", "class");

  private OneVersusRest() {}

  /**
   * Fits all classes.
   *
   * @param strength C
   * @param values features {@code [images, dim]}
   * @param labels one set an image
   * @param classes names, by the numbers in {@code labels}
   * @return a head whose logits are above 0 for what an image rather has than not
   * @throws DinoException naming a class that no image has, or all of them
   */
  public static LinearHead fit(
      double strength, float[] values, LabelSets labels, List<String> classes) {
    int dim = values.length / Math.max(1, labels.size());
    float[] weights = new float[classes.size() * dim];
    float[] bias = new float[classes.size()];
    for (int label = 0; label < classes.size(); label++) {
      LinearHead two = fit(strength, binary(values, dim, labels, label), classes.get(label));
      for (int d = 0; d < dim; d++) {
        weights[label * dim + d] = two.weights()[dim + d] - two.weights()[d];
      }
      bias[label] = two.bias()[1] - two.bias()[0];
    }
    return new LinearHead(weights, bias, classes, new ProbeInput(1, false));
  }

  private static LabelledFeatures binary(float[] values, int dim, LabelSets labels, int label) {
    int[] has =
        IntStream.range(0, labels.size()).map(i -> labels.contains(i, label) ? 1 : 0).toArray();
    return new LabelledFeatures(values, dim, has, TWO.size());
  }

  /**
   * A softmax over two classes: at its optimum their weights are opposite, half of the difference
   * each, so that its penalty is half of that on the difference.
   */
  private static LinearHead fit(double strength, LabelledFeatures images, String name) {
    int with = IntStream.of(images.labels()).sum();
    if (with == 0 || with == images.size()) {
      throw new DinoException(
          "%d of %d images have the label %s: it needs some with and some without"
              .formatted(with, images.size(), name));
    }
    try (LogisticRegression regression = new LogisticRegression(images)) {
      LogisticResult.Fit ignored = regression.fit(strength / 2, LogisticOptions.standard());
      return regression.head(TWO);
    }
  }
}
