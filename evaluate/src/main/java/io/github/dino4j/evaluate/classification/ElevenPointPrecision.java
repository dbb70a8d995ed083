package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How well images with several labels are ranked, class by class against the rest, by the rule of
 * PASCAL VOC 2007: the mean over recalls 0, 0.1, ... 1 of the best precision at that recall or a
 * higher one.
 *
 * @param mean over classes that any image has
 * @param byClass {@code [classes]}; NaN for a class that none has
 */
public record ElevenPointPrecision(Estimate mean, double[] byClass) {
  private static final int STEPS = 10;

  /** The images of a class, likeliest first. */
  private record Ranking(int[] order, boolean[] positive) {

    /** Of equally likely images the first stands in front. */
    static Ranking of(float[] logits, LabelSets labels, int label) {
      int classes = logits.length / labels.size();
      int[] order =
          IntStream.range(0, labels.size())
              .boxed()
              .sorted(Comparator.comparing((Integer i) -> -logits[i * classes + label]))
              .mapToInt(i -> i)
              .toArray();
      boolean[] positive = new boolean[order.length];
      for (int i = 0; i < order.length; i++) {
        positive[i] = labels.contains(order[i], label);
      }
      return new Ranking(order, positive);
    }

    /**
     * From the last image to the first, so that the best precision so far is that of any higher
     * recall.
     *
     * @param copies how often each image is there
     */
    double elevenPoints(int[] copies) {
      long total = 0;
      long all = 0;
      for (int i = 0; i < order.length; i++) {
        total += copies[order[i]];
        all += positive[i] ? copies[order[i]] : 0;
      }
      long found = all;
      double best = 0;
      double sum = 0;
      int step = STEPS;
      for (int i = order.length - 1; i >= 0 && found > 0; i--) {
        int here = copies[order[i]];
        if (positive[i] && here > 0) {
          best = Math.max(best, (double) found / total);
          found -= here;
          for (; step > 0 && step * all > STEPS * found; step--) {
            sum += best;
          }
        }
        total -= here;
      }
      return all == 0 ? Double.NaN : (sum + best) / (STEPS + 1);
    }
  }

  /**
   * @param logits {@code [images, classes]}, the more the likelier
   * @throws DinoException if there are no images
   */
  public static ElevenPointPrecision of(float[] logits, LabelSets labels) {
    if (labels.size() == 0 || logits.length % labels.size() != 0) {
      throw new DinoException(
          "%d logits are not one a class for each of %d images"
              .formatted(logits.length, labels.size()));
    }
    Ranking[] rankings =
        IntStream.range(0, logits.length / labels.size())
            .mapToObj(label -> Ranking.of(logits, labels, label))
            .toArray(Ranking[]::new);
    int[] once = IntStream.range(0, labels.size()).map(_ -> 1).toArray();
    double[] byClass = new double[rankings.length];
    for (int label = 0; label < byClass.length; label++) {
      byClass[label] = rankings[label].elevenPoints(once);
    }
    return new ElevenPointPrecision(
        Bootstrap.of(labels.size(), rows -> mean(rankings, rows, labels.size())), byClass);
  }

  private static double mean(Ranking[] rankings, int[] rows, int images) {
    int[] copies = new int[images];
    for (int row : rows) {
      copies[row]++;
    }
    double sum = 0;
    int count = 0;
    for (Ranking ranking : rankings) {
      double precision = ranking.elevenPoints(copies);
      if (!Double.isNaN(precision)) {
        sum += precision;
        count++;
      }
    }
    return sum / count;
  }
}
