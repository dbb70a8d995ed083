package io.github.dino4j.curate.report;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.report.Gallery.Strip;
import io.github.dino4j.report.Bars;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clusters: their sizes, and the images nearest the centroids of some. */
final class ClusterImages {
  private static final int CLUSTERS = 20;
  private static final int IMAGES = 8;
  private static final int BARS = 25;
  private static final long SEED = 4;

  private final StageRows rows;
  private final int levels;
  private final List<Counts> counts = new ArrayList<>();
  private final Map<Integer, Least<Tile>> images = new HashMap<>();

  /** Images of each cluster of a level, and how many of them stay. */
  private static final class Counts {
    private final Map<Integer, long[]> byCluster = new HashMap<>();

    void add(int cluster, boolean stays) {
      long[] both = byCluster.computeIfAbsent(cluster, _ -> new long[2]);
      both[0]++;
      both[1] += stays ? 1 : 0;
    }

    long size(int cluster) {
      return byCluster.getOrDefault(cluster, new long[2])[0];
    }

    long stay(int cluster) {
      return byCluster.getOrDefault(cluster, new long[2])[1];
    }
  }

  private ClusterImages(StageRows rows) {
    this.rows = rows;
    int highest = 1;
    while (rows.has("cluster_" + (highest + 1))) {
      highest++;
    }
    levels = highest;
  }

  static StageContent read(StageRows rows) {
    return new ClusterImages(rows).content();
  }

  private StageContent content() {
    List<String> columns = new ArrayList<>();
    for (int level = 1; level <= levels; level++) {
      columns.add("cluster_" + level);
      counts.add(new Counts());
    }
    rows.forEach(
        columns,
        row -> {
          for (int level = 0; level < levels; level++) {
            Long cluster = row.whole(columns.get(level));
            if (cluster != null) {
              counts.get(level).add(cluster.intValue(), row.stays());
            }
          }
        });
    Counts lowest = counts.getFirst();
    SeededOrder order = new SeededOrder(SEED);
    Least<Integer> largest = new Least<>(CLUSTERS);
    Least<Integer> smallest = new Least<>(CLUSTERS);
    Least<Integer> drawn = new Least<>(CLUSTERS);
    Words.Sizes sizes = new Words.Sizes();
    lowest.byCluster.keySet().stream()
        .sorted()
        .forEach(cluster -> {
          sizes.add(lowest.size(cluster), lowest.stay(cluster));
          largest.offer(-lowest.size(cluster), () -> cluster);
          smallest.offer(lowest.size(cluster), () -> cluster);
          drawn.offer(order.key(cluster), () -> cluster);
        });
    for (Least<Integer> some : List.of(largest, smallest, drawn)) {
      some.values().forEach(cluster -> images.put(cluster, new Least<>(IMAGES)));
    }
    readImages();
    return new StageContent(
        "<h3>Images by the size of their cluster</h3>\n"
            + sizes.bars("cluster", "clusters").html()
            + top(),
        List.of(
            gallery("Some clusters", "Drawn at random.", drawn),
            gallery("Largest clusters", "", largest),
            gallery("Smallest clusters", "", smallest)));
  }

  private void readImages() {
    rows.forEach(
        List.of("cluster_1", "distance"),
        row -> {
          Long cluster = row.whole("cluster_1");
          Least<Tile> its = cluster == null ? null : images.get(cluster.intValue());
          if (its != null) {
            double distance = row.numberOr("distance", 0);
            its.offer(distance, () -> row.tile(Words.score(distance)));
          }
        });
  }

  /** The largest clusters of the highest level, where there is more than one. */
  private String top() {
    if (levels == 1) {
      return "";
    }
    Counts highest = counts.getLast();
    Least<Integer> largest = new Least<>(BARS);
    highest.byCluster.keySet().stream()
        .sorted()
        .forEach(cluster -> largest.offer(-highest.size(cluster), () -> cluster));
    List<Bars.Bar> bars =
        largest.values().stream()
            .map(cluster ->
                new Bars.Bar(
                    "cluster " + cluster,
                    highest.stay(cluster),
                    List.of((double) (highest.size(cluster) - highest.stay(cluster))),
                    words(highest, cluster)))
            .toList();
    return "<h3>Largest of %s clusters of the highest level</h3>\n"
            .formatted(Words.count(highest.byCluster.size()))
        + new Bars(bars).html();
  }

  private static String words(Counts counts, int cluster) {
    long size = counts.size(cluster);
    long stay = counts.stay(cluster);
    return size == stay
        ? Words.images(size)
        : "%s, %s stay".formatted(Words.images(size), Words.count(stay));
  }

  private Gallery gallery(String title, String text, Least<Integer> clusters) {
    String order = " Of each the images nearest its centroid, with the distance to it.";
    return new Gallery(
        title,
        (text + order).strip(),
        clusters.values().stream()
            .map(cluster ->
                new Strip(
                    "cluster %d: %s".formatted(cluster, words(counts.getFirst(), cluster)),
                    images.getOrDefault(cluster, new Least<>(IMAGES)).values()))
            .toList());
  }
}
