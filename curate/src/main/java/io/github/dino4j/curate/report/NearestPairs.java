package io.github.dino4j.curate.report;

import io.github.dino4j.curate.report.Gallery.Strip;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images beside those that they are too much like; images far from all others; images whose label
 * their neighbours contradict.
 */
final class NearestPairs {
  private static final int PAIRS = 40;
  private static final int IMAGES = 60;
  private static final String OUTLIER = "outlier";
  private static final String LABEL = "label";

  private final Map<String, Least<Strip>> pairs = new TreeMap<>();
  private final Least<Tile> outliers = new Least<>(IMAGES);
  private final Least<Tile> labels = new Least<>(IMAGES);

  private NearestPairs() {}

  static StageContent read(StageRows rows) {
    NearestPairs read = new NearestPairs();
    rows.forEach(
        List.of(
            "set", "nearest", "similarity", "distance", "label", "neighbour_label", "agreement"),
        read::take);
    return new StageContent("", read.galleries());
  }

  private void take(StageRows.Row row) {
    String reason = row.reason();
    switch (reason) {
      case null -> {}
      case OUTLIER -> {
        double distance = row.numberOr("distance", 0);
        outliers.offer(-distance, () -> row.tile("distance " + Words.score(distance)));
      }
      case LABEL ->
          labels.offer(
              -row.numberOr("agreement", 0),
              () ->
                  row.tile(
                      "%s; %s of its neighbours: %s"
                          .formatted(
                              row.textOr("label", "?"),
                              Words.percent(row.numberOr("agreement", 0), 1),
                              row.textOr("neighbour_label", "?"))));
      default ->
          pairs
              .computeIfAbsent(row.textOr("set", reason), _ -> new Least<>(PAIRS))
              .offer(row.numberOr("similarity", 0), () -> pair(row));
    }
  }

  private static Strip pair(StageRows.Row row) {
    String set = row.textOr("set", "");
    return new Strip(
        "cosine " + Words.score(row.numberOr("similarity", 0)),
        List.of(
            row.tile(row.stays() ? "stays" : "goes"),
            Tile.named(
                row.textOr("nearest", ""), set, set.isEmpty() ? "the other set" : "of " + set)));
  }

  private List<Gallery> galleries() {
    List<Gallery> galleries = new ArrayList<>();
    pairs.forEach((set, some) ->
        galleries.add(
            new Gallery(
                set.equals("leak") ? "Leaks" : "Too much like " + set,
                "%s; the least alike first, where a mistake shows."
                    .formatted(Words.images(some.offered())),
                some.values())));
    add(galleries, "Outliers", "farthest from their neighbours first", outliers);
    add(galleries, "Doubtful labels", "those that most neighbours contradict first", labels);
    return galleries;
  }

  private static void add(List<Gallery> galleries, String title, String order, Least<Tile> tiles) {
    if (tiles.offered() > 0) {
      galleries.add(
          Gallery.of(
              title, "%s; %s.".formatted(Words.images(tiles.offered()), order), tiles.values()));
    }
  }
}
