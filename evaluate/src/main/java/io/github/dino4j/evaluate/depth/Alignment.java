package io.github.dino4j.evaluate.depth;

/**
 * What a prediction is moved by before it is compared: nothing where depth is in metres; where the
 * truth of each image has a scale of its own, scale and shift by least squares over its valid
 * pixels (Ranftl et al. 2020, MiDaS, section 4).
 */
public enum Alignment {
  NONE {
    @Override
    double[] align(double[] predicted, double[] truth) {
      return predicted;
    }
  },
  /** {@code s * predicted + t} is nearest to the truth. */
  SCALE_AND_SHIFT {
    @Override
    double[] align(double[] predicted, double[] truth) {
      return fitted(predicted, truth);
    }
  },
  /** The same of {@code 1 / depth}; what comes out at or below 0 is infinitely far. */
  SCALE_AND_SHIFT_OF_DISPARITY {
    @Override
    double[] align(double[] predicted, double[] truth) {
      double[] disparity = fitted(inverse(predicted), inverse(truth));
      for (int i = 0; i < disparity.length; i++) {
        disparity[i] = disparity[i] > 0 ? 1 / disparity[i] : Double.POSITIVE_INFINITY;
      }
      return disparity;
    }
  };

  /** The moved prediction of one image. */
  abstract double[] align(double[] predicted, double[] truth);

  private static double[] inverse(double[] values) {
    double[] inverse = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      inverse[i] = 1 / values[i];
    }
    return inverse;
  }

  /** A prediction that is the same everywhere becomes the mean of the truth. */
  private static double[] fitted(double[] predicted, double[] truth) {
    double meanPredicted = mean(predicted);
    double meanTruth = mean(truth);
    double variance = 0;
    double covariance = 0;
    for (int i = 0; i < truth.length; i++) {
      double difference = predicted[i] - meanPredicted;
      variance += difference * difference;
      covariance += difference * (truth[i] - meanTruth);
    }
    double scale = variance > 0 ? covariance / variance : 0;
    double[] aligned = new double[truth.length];
    for (int i = 0; i < aligned.length; i++) {
      aligned[i] = meanTruth + scale * (predicted[i] - meanPredicted);
    }
    return aligned;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }
}
