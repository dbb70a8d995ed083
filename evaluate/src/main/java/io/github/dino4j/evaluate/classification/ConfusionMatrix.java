package io.github.dino4j.evaluate.classification;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How often images of one class were taken for another.
 *
 * @param counts {@code [class][predicted class]}
 */
public record ConfusionMatrix(long[][] counts) {
  /** Two classes of which the second was predicted for images of the first. */
  public record Pair(int label, int predicted, long count) {}

  /** Images without a right class are left out. */
  static ConfusionMatrix of(List<Predictions> tries) {
    int classes = tries.getFirst().classes();
    long[][] counts = new long[classes][classes];
    for (Predictions predictions : tries) {
      for (int i = 0; i < predictions.size(); i++) {
        if (predictions.labels()[i] >= 0) {
          counts[predictions.labels()[i]][predictions.predicted(i)]++;
        }
      }
    }
    return new ConfusionMatrix(counts);
  }

  /** Images of a class. */
  public long images(int label) {
    return Arrays.stream(counts[label]).sum();
  }

  /** Share of the images of a class that were found; NaN where there are none. */
  public double accuracy(int label) {
    return (double) counts[label][label] / images(label);
  }

  /** The pairs of classes that are confused most often, at most {@code most} of them. */
  public List<Pair> mostConfused(int most) {
    return IntStream.range(0, counts.length)
        .boxed()
        .flatMap(label ->
            IntStream.range(0, counts.length)
                .filter(predicted -> predicted != label && counts[label][predicted] > 0)
                .mapToObj(predicted -> new Pair(label, predicted, counts[label][predicted])))
        .sorted(Comparator.comparingLong(Pair::count).reversed())
        .limit(most)
        .toList();
  }
}
