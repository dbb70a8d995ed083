package io.github.dino4j.evaluate.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The likeliest classes of an image; of equally likely ones the first comes first.
 *
 * @param classes their numbers, likeliest first
 * @param probabilities one a class
 */
public record Likeliest(int[] classes, double[] probabilities) {
  /**
   * @param probabilities of all classes
   * @param count how many are kept, at most
   */
  static Likeliest of(double[] probabilities, int count) {
    int[] classes =
        IntStream.range(0, probabilities.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer c) -> -probabilities[c]))
            .limit(count)
            .mapToInt(c -> c)
            .toArray();
    return new Likeliest(
        classes, Arrays.stream(classes).mapToDouble(c -> probabilities[c]).toArray());
  }

  /** By the softmax of one image's logits. */
  static Likeliest ofLogits(float[] logits, int count) {
    double most = IntStream.range(0, logits.length).mapToDouble(c -> logits[c]).max().orElse(0);
    double[] shares =
        IntStream.range(0, logits.length).mapToDouble(c -> Math.exp(logits[c] - most)).toArray();
    double sum = Arrays.stream(shares).sum();
    return of(Arrays.stream(shares).map(share -> share / sum).toArray(), count);
  }
}
