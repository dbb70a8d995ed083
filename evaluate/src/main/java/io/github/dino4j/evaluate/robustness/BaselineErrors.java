package io.github.dino4j.evaluate.robustness;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.corruption.CorruptionType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What errors under corruption are measured against.
 *
 * @param meanErrors from 0 to 1, the mean over severities, by type
 */
public record BaselineErrors(Map<CorruptionType, Double> meanErrors) {
  /**
   * Top-1 errors of AlexNet on ImageNet-C, means over five severities in the order of the types.
   * Source: Hendrycks and Dietterich, arXiv 1903.12261, with the digits that go with their code.
   */
  private static final double[] ALEXNET = {
    0.886428, 0.894468, 0.922640, 0.819880, 0.826268, 0.785948, 0.798360, 0.866816, 0.826572,
    0.819324, 0.564592, 0.853204, 0.646056, 0.717840, 0.606500
  };

  /**
   * @throws DinoException if an error is not above 0: nothing can be divided by it
   */
  public BaselineErrors {
    meanErrors = Map.copyOf(meanErrors);
    meanErrors.forEach((type, error) -> {
      if (!(error > 0)) {
        throw new DinoException(
            "the baseline errs on %s with %s, so nothing is relative to it"
                .formatted(type.label(), error));
      }
    });
  }

  /** AlexNet's on ImageNet-C. */
  public static BaselineErrors alexNet() {
    Map<CorruptionType, Double> errors = new EnumMap<>(CorruptionType.class);
    CorruptionType[] types = CorruptionType.values();
    for (int i = 0; i < types.length; i++) {
      errors.put(types[i], ALEXNET[i]);
    }
    return new BaselineErrors(errors);
  }

  /**
   * Those of any model on the same images, such as one of one's own before a change.
   *
   * @param errors from 0 to 1, by severity, of each type
   */
  public static BaselineErrors of(Map<CorruptionType, double[]> errors) {
    Map<CorruptionType, Double> means = new EnumMap<>(CorruptionType.class);
    errors.forEach((type, each) -> means.put(type, Arrays.stream(each).average().orElse(0)));
    return new BaselineErrors(means);
  }

  /**
   * Of one type.
   *
   * @throws DinoException if it has none
   */
  double of(CorruptionType type) {
    Double error = meanErrors.get(type);
    if (error == null) {
      throw new DinoException("the baseline has no error for %s".formatted(type.label()));
    }
    return error;
  }
}
