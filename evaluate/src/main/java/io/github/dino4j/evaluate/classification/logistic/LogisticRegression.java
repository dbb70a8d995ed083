package io.github.dino4j.evaluate.classification.logistic;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import java.util.List;

/**
 * Multinomial logistic regression on the same images for one C after the other: each fit begins
 * where the last one ended, which leads to the same optimum sooner, for there is only one. Owns
 * native memory until it is closed; not for use by several threads.
 */
public final class LogisticRegression implements AutoCloseable {
  private final LabelledFeatures images;
  private final CrossEntropy loss;
  private double[] weights; // [classes, dim + 1]

  /**
   * @param images as they are, not normalised
   */
  public LogisticRegression(LabelledFeatures images) {
    if (images.size() == 0) {
      throw new DinoException("logistic: there are no images to learn from");
    }
    this.images = images;
    this.loss = new CrossEntropy(images);
    this.weights = new double[loss.size()];
  }

  /**
   * Fits from where the last fit ended, at first from zeros.
   *
   * @param strength C
   */
  public LogisticResult.Fit fit(double strength, LogisticOptions options) {
    double total = strength * images.size(); // the objective is this times a mean
    loss.begin(1 / total, weights);
    Lbfgs.Minimum minimum =
        new Lbfgs(options.iterations(), options.tolerance()).minimize(loss, weights);
    weights = minimum.x();
    return new LogisticResult.Fit(strength, total * minimum.value(), minimum.iterations());
  }

  /** The last fit as a classifier of CLS features. */
  public LinearHead head(List<String> classNames) {
    int dim = images.dim();
    float[] weight = new float[images.classes() * dim];
    float[] bias = new float[images.classes()];
    for (int c = 0; c < bias.length; c++) {
      int row = c * (dim + 1);
      for (int d = 0; d < dim; d++) {
        weight[c * dim + d] = (float) weights[row + d];
      }
      bias[c] = (float) weights[row + dim];
    }
    return new LinearHead(weight, bias, classNames, new ProbeInput(1, false));
  }

  /** {@code [classes, dim + 1]}, the intercept last. */
  double[] weights() {
    return weights;
  }

  /** Where the next fit begins. */
  void begin(double[] at) {
    weights = at;
  }

  @Override
  public void close() {
    loss.close();
  }
}
