package io.github.dino4j.evaluate.robustness;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.corruption.CorruptionType;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Errors under corruption as ImageNet-C reports them (Hendrycks and Dietterich, arXiv 1903.12261):
 * each type's mean error over severities is divided by a baseline's, and mCE is the mean over
 * types, so that hard types count no more than easy ones. 1 is as good as the baseline, less is
 * better; in papers both are percentages.
 *
 * @param meanError the mean error over all types, divided by nothing
 * @param mean mCE
 * @param byType the corruption error of each type
 */
public record CorruptionError(double meanError, double mean, Map<CorruptionType, Double> byType) {
  public CorruptionError {
    byType = Collections.unmodifiableMap(new EnumMap<>(byType));
  }

  /**
   * @param errors top-1 errors from 0 to 1, by severity, of each type; for ImageNet-C's mCE all
   *     fifteen types
   * @throws DinoException if there are none, or the baseline lacks a type
   */
  public static CorruptionError of(Map<CorruptionType, double[]> errors, BaselineErrors baseline) {
    if (errors.isEmpty() || errors.values().stream().anyMatch(each -> each.length == 0)) {
      throw new DinoException("a corruption error needs an error for at least one severity a type");
    }
    Map<CorruptionType, Double> relative = new EnumMap<>(CorruptionType.class);
    double sum = 0;
    for (var each : errors.entrySet()) {
      double error = Arrays.stream(each.getValue()).average().orElseThrow();
      Double divisor = baseline.meanErrors().get(each.getKey());
      if (divisor == null) {
        throw new DinoException(
            "the baseline has no error for %s".formatted(each.getKey().label()));
      }
      relative.put(each.getKey(), error / divisor);
      sum += error;
    }
    double mean =
        relative.values().stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    return new CorruptionError(sum / errors.size(), mean, relative);
  }
}
