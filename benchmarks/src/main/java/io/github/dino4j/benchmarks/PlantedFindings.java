package io.github.dino4j.benchmarks;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Components;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.Edges;
import io.github.dino4j.curate.dedup.PairSearch;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What became of planted copies.
 *
 * @param kinds by what was done to the copies
 * @param originals images that are no copies
 * @param merged originals that are together with another one, and so would go; some are copies in
 *     truth, which nobody planted
 * @param largest images in the largest group
 */
record PlantedFindings(Map<String, Kind> kinds, int originals, int merged, int largest) {
  /**
   * Copies of one kind.
   *
   * @param copies how many there are
   * @param grouped together with their original, directly or over others
   * @param right pairs with an original that is theirs
   * @param wrong pairs with another original
   */
  record Kind(int copies, int grouped, int right, int wrong) {
    Kind plus(Kind other) {
      return new Kind(
          copies + other.copies, grouped + other.grouped, right + other.right, wrong + other.wrong);
    }
  }

  static PlantedFindings of(
      PlantedCopies images, VectorBlock vectors, float threshold, Components groups) {
    int[] label = groups.label();
    Map<String, Kind> kinds = new TreeMap<>();
    for (int i = 0; i < images.size(); i++) {
      if (images.isCopy(i)) {
        int grouped = label[i] == label[images.original()[i]] ? 1 : 0;
        kinds.merge(images.kind().get(i), new Kind(1, grouped, 0, 0), Kind::plus);
      }
    }
    Edges pairs = new PairSearch(DedupOptions.of(threshold, 0)).allPairs(vectors);
    for (int i = 0; i < pairs.size(); i++) {
      int a = pairs.first(i);
      int b = pairs.second(i);
      if (images.isCopy(a) != images.isCopy(b)) {
        int copy = images.isCopy(a) ? a : b;
        int right = images.original()[copy] == a + b - copy ? 1 : 0;
        kinds.merge(images.kind().get(copy), new Kind(0, 0, right, 1 - right), Kind::plus);
      }
    }
    int[] originals = IntStream.range(0, images.size()).filter(i -> !images.isCopy(i)).toArray();
    int apart = (int) Arrays.stream(originals).map(i -> label[i]).distinct().count();
    int largest = Arrays.stream(groups.groups()).mapToInt(its -> its.length).max().orElse(1);
    return new PlantedFindings(kinds, originals.length, originals.length - apart, largest);
  }

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"originals\": %d, \"merged\": %d, \"largest\": %d, \"kinds\": {%s}}",
        originals,
        merged,
        largest,
        kinds.entrySet().stream()
            .map(entry -> {
              Kind kind = entry.getValue();
              return String.format(
                  Locale.ROOT,
                  "\"%s\": [%d, %d, %d, %d]",
                  entry.getKey(),
                  kind.copies(),
                  kind.grouped(),
                  kind.right(),
                  kind.wrong());
            })
            .collect(Collectors.joining(", ")));
  }
}
