package io.github.dino4j.evaluate.robustness;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
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
public record CorruptionError(
    Estimate meanError, Estimate mean, Map<CorruptionType, Estimate> byType) {
  public CorruptionError {
    byType = Collections.unmodifiableMap(new EnumMap<>(byType));
  }

  /**
   * Of top-1 errors over whole test sets, which no intervals can be told of.
   *
   * @param errors from 0 to 1, by severity, of each type; for ImageNet-C's mCE all fifteen types
   * @throws DinoException if there are none, or the baseline lacks a type
   */
  public static CorruptionError of(Map<CorruptionType, double[]> errors, BaselineErrors baseline) {
    Map<CorruptionType, double[]> means = new EnumMap<>(CorruptionType.class);
    errors.forEach(
        (type, each) -> means.put(type, Arrays.stream(each).average().stream().toArray()));
    return ofMeans(means, baseline);
  }

  /**
   * Of what became of the same images under each corruption, with intervals by resampling images.
   *
   * @param wrong 1 where the prediction is wrong, 0 where it is right, {@code [severities, images]}
   *     of each type
   * @throws DinoException if there are none, their numbers differ, or the baseline lacks a type
   */
  public static CorruptionError ofImages(
      Map<CorruptionType, double[][]> wrong, BaselineErrors baseline) {
    Map<CorruptionType, double[]> means = new EnumMap<>(CorruptionType.class);
    wrong.forEach((type, severities) -> means.put(type, columnMeans(type, severities)));
    return ofMeans(means, baseline);
  }

  private static double[] columnMeans(CorruptionType type, double[][] severities) {
    double[] means = new double[severities.length == 0 ? 0 : severities[0].length];
    for (double[] images : severities) {
      if (images.length != means.length) {
        throw new DinoException(
            "%s has %d images at one severity and %d at another"
                .formatted(type.label(), means.length, images.length));
      }
      for (int i = 0; i < means.length; i++) {
        means[i] += images[i] / severities.length;
      }
    }
    return means;
  }

  /**
   * mCE is a mean over types of means over images, so it is one over images as well.
   *
   * @param errors of each image, the mean over severities, of each type
   */
  private static CorruptionError ofMeans(
      Map<CorruptionType, double[]> errors, BaselineErrors baseline) {
    int images = errors.values().stream().mapToInt(each -> each.length).findFirst().orElse(0);
    double[] plain = new double[images];
    double[] relative = new double[images];
    Map<CorruptionType, Estimate> byType = new EnumMap<>(CorruptionType.class);
    errors.forEach((type, each) -> {
      if (each.length != images) {
        throw new DinoException("%s has another number of images".formatted(type.label()));
      }
      double divisor = baseline.of(type);
      double[] own = Arrays.stream(each).map(error -> error / divisor).toArray();
      for (int i = 0; i < images; i++) {
        plain[i] += each[i] / errors.size();
        relative[i] += own[i] / errors.size();
      }
      if (images > 0) {
        byType.put(type, Bootstrap.mean(own));
      }
    });
    if (images == 0) {
      throw new DinoException("a corruption error needs an error for at least one severity a type");
    }
    return new CorruptionError(Bootstrap.mean(plain), Bootstrap.mean(relative), byType);
  }
}
