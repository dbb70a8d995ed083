package io.github.dino4j.evaluate.fairness;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A mean, such as accuracy, over all images and group by group. Intervals come from resampling
 * images; the groups of small number have wide ones, and the gap between best and worst is never
 * negative, so it is above 0 by chance alone where groups are small.
 *
 * @param overall over all images that have a group
 * @param groups by name
 * @param worst the group with the lowest mean, the first by name of several
 * @param gap the best group's mean minus the worst one's
 * @param withoutGroup how many images were left out because they have no group
 */
public record GroupFigures(
    Estimate overall,
    SortedMap<String, Group> groups,
    String worst,
    Estimate gap,
    int withoutGroup) {
  /**
   * One group.
   *
   * @param images how many
   * @param mean of its values
   */
  public record Group(int images, Estimate mean) {}

  public GroupFigures {
    groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
  }

  /**
   * The means of values.
   *
   * @param values one an image, such as 1 for right and 0 for wrong
   * @param names the group of each image, null for none
   * @throws DinoException if no image has a group
   */
  public static GroupFigures of(double[] values, List<@Nullable String> names) {
    if (values.length != names.size()) {
      throw new IllegalArgumentException(
          "%d values and %d groups".formatted(values.length, names.size()));
    }
    int[] kept = IntStream.range(0, values.length).filter(i -> names.get(i) != null).toArray();
    if (kept.length == 0) {
      throw new DinoException("no image has a group: is the column spelled as in the manifest?");
    }
    double[] value = Arrays.stream(kept).mapToDouble(i -> values[i]).toArray();
    List<String> ordered =
        Arrays.stream(kept)
            .mapToObj(i -> Objects.requireNonNull(names.get(i)))
            .distinct()
            .sorted()
            .toList();
    int[] group = Arrays.stream(kept).map(i -> ordered.indexOf(names.get(i))).toArray();
    SortedMap<String, Group> groups = new TreeMap<>();
    for (int g = 0; g < ordered.size(); g++) {
      int wanted = g;
      double[] own =
          IntStream.range(0, group.length)
              .filter(i -> group[i] == wanted)
              .mapToDouble(i -> value[i])
              .toArray();
      groups.put(ordered.get(g), new Group(own.length, Bootstrap.mean(own)));
    }
    Estimate gap = Bootstrap.of(value.length, rows -> gap(rows, value, group, ordered.size()));
    return new GroupFigures(
        Bootstrap.mean(value), groups, worst(groups), gap, values.length - kept.length);
  }

  /** Groups of which a resample has no image are passed over. */
  private static double gap(int[] rows, double[] value, int[] group, int groups) {
    double[] sums = new double[groups];
    int[] counts = new int[groups];
    for (int row : rows) {
      sums[group[row]] += value[row];
      counts[group[row]]++;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < groups; i++) {
      if (counts[i] > 0) {
        least = Math.min(least, sums[i] / counts[i]);
        most = Math.max(most, sums[i] / counts[i]);
      }
    }
    return most - least;
  }

  private static String worst(SortedMap<String, Group> groups) {
    String worst = groups.firstKey();
    double least = Double.POSITIVE_INFINITY;
    for (var each : groups.entrySet()) {
      if (each.getValue().mean().value() < least) {
        least = each.getValue().mean().value();
        worst = each.getKey();
      }
    }
    return worst;
  }
}
