package io.github.dino4j.evaluate.classification.logistic;

/** A function to be minimised. */
interface SmoothFunction {
  /**
   * @param x where
   * @param gradient is filled with the gradient there
   * @return the value there
   */
  double evaluate(double[] x, double[] gradient);

  /**
   * An approximation of the inverse of the second derivative, applied to {@code x}; symmetric and
   * positive definite.
   *
   * @return another array
   */
  double[] precondition(double[] x);
}
