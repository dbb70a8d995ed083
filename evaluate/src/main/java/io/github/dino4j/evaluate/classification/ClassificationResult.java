package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How well images were classified: shares from 0 to 1 with intervals over images.
 *
 * @param top1 images whose likeliest class is the right one
 * @param top5 images whose right class is among the five likeliest
 * @param meanPerClass the mean over classes of the accuracy of their images; classes without images
 *     do not count
 * @param confusion summed over tries
 * @param predictions of the first try
 */
public record ClassificationResult(
    Estimate top1,
    Estimate top5,
    Estimate meanPerClass,
    ConfusionMatrix confusion,
    Predictions predictions) {

  /** An image without a right class is never classified rightly. */
  public static ClassificationResult of(Predictions predictions) {
    return of(List.of(predictions));
  }

  /**
   * Means over several tries on the same images.
   *
   * @throws DinoException if there are no images
   */
  public static ClassificationResult of(List<Predictions> tries) {
    Predictions first = tries.getFirst();
    if (first.size() == 0) {
      throw new DinoException("there are no images to classify");
    }
    double[] hits = hits(tries, 1);
    return new ClassificationResult(
        Bootstrap.mean(hits),
        Bootstrap.mean(hits(tries, Predictions.KEPT)),
        Bootstrap.of(first.size(), rows -> meanPerClass(first, hits, rows)),
        ConfusionMatrix.of(tries),
        first);
  }

  /** For each image the share of the tries that found its class. */
  private static double[] hits(List<Predictions> tries, int k) {
    return IntStream.range(0, tries.getFirst().size())
        .mapToDouble(i -> tries.stream().mapToInt(each -> each.isHit(i, k) ? 1 : 0).sum())
        .map(sum -> sum / tries.size())
        .toArray();
  }

  private static double meanPerClass(Predictions images, double[] hits, int[] rows) {
    double[] right = new double[images.classes()];
    int[] count = new int[images.classes()];
    for (int row : rows) {
      int label = images.labels()[row];
      if (label >= 0) {
        right[label] += hits[row];
        count[label]++;
      }
    }
    return IntStream.range(0, count.length)
        .filter(c -> count[c] > 0)
        .mapToDouble(c -> right[c] / count[c])
        .average()
        .orElse(Double.NaN);
  }

  /** The images whose right class is furthest ahead of all others. */
  public int[] best(int most) {
    return sorted(byMargin().reversed(), most);
  }

  /** The images whose right class is furthest behind another. */
  public int[] worst(int most) {
    return sorted(byMargin(), most);
  }

  private Comparator<Integer> byMargin() {
    return Comparator.comparing(i -> predictions.margins()[i]);
  }

  private int[] sorted(Comparator<Integer> order, int most) {
    return IntStream.range(0, predictions.size())
        .filter(i -> !Float.isNaN(predictions.margins()[i]))
        .boxed()
        .sorted(order)
        .mapToInt(i -> i)
        .limit(most)
        .toArray();
  }
}
