package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images with any number of right classes each.
 *
 * @param sets {@code [images][...]}, numbers of classes; an image may have none
 */
public record LabelSets(int[][] sets) {
  private static final String SEPARATOR = ";";

  /**
   * Reads fields such as {@code cat;dog}.
   *
   * @param fields one an image; empty or null for no label
   * @param classes their names
   * @throws DinoException naming a label that is no class
   */
  public static LabelSets parse(List<? extends @Nullable String> fields, List<String> classes) {
    Map<String, Integer> numbers = new HashMap<>();
    classes.forEach(name -> numbers.putIfAbsent(name, numbers.size()));
    return new LabelSets(
        fields.stream()
            .map(field ->
                Arrays.stream((field == null ? "" : field).split(SEPARATOR, -1))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .mapToInt(name -> number(name, numbers))
                    .distinct()
                    .toArray())
            .toArray(int[][]::new));
  }

  private static int number(String name, Map<String, Integer> numbers) {
    Integer number = numbers.get(name);
    if (number == null) {
      throw new DinoException(
          "label %s is none of the %d classes: several are written with ; between them"
              .formatted(name, numbers.size()));
    }
    return number;
  }

  /** Number of images. */
  public int size() {
    return sets.length;
  }

  /** Whether a class is right for an image. */
  public boolean contains(int image, int label) {
    return Arrays.stream(sets[image]).anyMatch(each -> each == label);
  }

  /**
   * Accuracy by ImageNet ReaL's rule: right is whatever lies in the set, and images whose set is
   * empty are passed over (ImageNetReaLAccuracy of dinov2/eval/metrics.py).
   *
   * @param k so many of the likeliest classes are looked at, at most {@link Predictions#KEPT}
   * @throws DinoException if no image has a label
   */
  public Estimate accuracy(Predictions predictions, int k) {
    double[] hits =
        IntStream.range(0, size())
            .filter(i -> sets[i].length > 0)
            .mapToDouble(i ->
                Arrays.stream(predictions.likeliest()[i])
                        .limit(k)
                        .anyMatch(label -> contains(i, label))
                    ? 1
                    : 0)
            .toArray();
    if (hits.length == 0) {
      throw new DinoException("none of the images has a label");
    }
    return Bootstrap.mean(hits);
  }
}
