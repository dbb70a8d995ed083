package io.github.dino4j.curate.report;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.report.Gallery.Strip;
import io.github.dino4j.report.Bars;
import io.github.dino4j.report.Html;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Seeds of each set, drawn at random, with the images that they brought. */
final class SeedImages {
  private static final int SEEDS = 24;
  private static final int IMAGES = 8;
  private static final long SEED = 3;
  private static final double BIN = 0.05;

  private final String set;
  private final SeededOrder order = new SeededOrder(SEED);
  private final TreeMap<Long, Brought> drawn = new TreeMap<>();
  private final Map<Integer, Long> scores = new TreeMap<>();

  /**
   * What a seed, or a cluster that many seeds fall into, brought.
   *
   * @param title of its strip
   * @param seed itself; none for a cluster
   */
  private record Brought(String title, List<Tile> seed, Least<Tile> images) {}

  private SeedImages(String set) {
    this.set = set;
  }

  static StageContent read(StageRows rows) {
    Map<String, SeedImages> sets = new TreeMap<>();
    rows.forEach(
        List.of("seed_set", "seed", "score", "cluster"),
        row -> {
          if (row.stays()) {
            sets.computeIfAbsent(row.textOr("seed_set", ""), SeedImages::new).take(row);
          }
        });
    return new StageContent(
        sets.values().stream().map(SeedImages::chart).collect(Collectors.joining()),
        sets.values().stream().map(SeedImages::gallery).toList());
  }

  private void take(StageRows.Row row) {
    double score = row.numberOr("score", 0);
    scores.merge((int) Math.floor(score / BIN), 1L, Long::sum);
    String seed = row.textOr("seed", "");
    String from = seed.isEmpty() ? "cluster " + row.textOr("cluster", "?") : seed;
    long key = order.key(from.hashCode());
    // seeds with the least keys stay, so that one of them is there from its first image on
    if (drawn.size() == SEEDS && !drawn.containsKey(key)) {
      if (drawn.lastKey() < key) {
        return;
      }
      drawn.pollLastEntry();
    }
    drawn
        .computeIfAbsent(
            key,
            _ ->
                new Brought(
                    from,
                    seed.isEmpty() ? List.of() : List.of(Tile.named(seed, set, "seed")),
                    new Least<>(IMAGES)))
        .images()
        .offer(-score, () -> new Tile(row.id(), row.path(), "", Words.score(score), false));
  }

  private String chart() {
    List<Bars.Bar> bars = new ArrayList<>();
    scores.forEach((bin, count) ->
        bars.add(
            new Bars.Bar(
                "%.2f – %.2f".formatted(bin * BIN, (bin + 1) * BIN),
                count,
                List.of(),
                Words.images(count))));
    return "<h3>%s by score</h3>\n".formatted(Html.escape("Images of " + name()))
        + new Bars(bars.reversed()).html();
  }

  private String name() {
    return set.isEmpty() ? "the seeds" : set;
  }

  private Gallery gallery() {
    return new Gallery(
        "What " + name() + " brought",
        "%s. Some seeds drawn at random, each with the most similar that it brought."
            .formatted(Words.images(scores.values().stream().mapToLong(Long::longValue).sum())),
        drawn.values().stream()
            .map(brought ->
                new Strip(
                    "%s brought %s"
                        .formatted(brought.title(), Words.count(brought.images().offered())),
                    Stream.concat(brought.seed().stream(), brought.images().values().stream())
                        .toList()))
            .toList());
  }
}
