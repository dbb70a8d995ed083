package io.github.dino4j.curate.report;

import io.github.dino4j.curate.folder.StageSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Images that went, by reason, with the measure that decided; of a mixture those that stay, by
 * where they come from.
 */
final class ReasonImages {
  /** Images of a reason. */
  private static final int IMAGES = 60;

  /** Reasons that are shown: a column of the user's own is one. */
  private static final int REASONS = 20;

  /**
   * What decides by a reason.
   *
   * @param column of the parts, and the name of its threshold
   * @param words what it measures
   */
  private record Measure(String column, String words) {}

  private static final Map<String, Measure> MEASURES =
      Map.of(
          "dark", new Measure("dark", "part of nearly black pixels, at least"),
          "bright", new Measure("bright", "part of nearly white pixels, at least"),
          "blurred", new Measure("sharpness", "sharpness below"),
          "flat", new Measure("contrast", "contrast below"),
          "tiny", new Measure("shorter_side", "shorter side below"),
          "extreme-shape", new Measure("ratio", "longer side over shorter above"));

  private ReasonImages() {}

  static StageContent read(StageRows rows, StageSummary summary) {
    Map<String, Least<Tile>> byReason = new TreeMap<>();
    List<String> columns = new ArrayList<>(List.of("width", "height", "source"));
    MEASURES.values().forEach(measure -> columns.add(measure.column()));
    columns.addAll(summary.dropped().keySet());
    rows.forEach(
        columns,
        row -> {
          String reason = row.reason() == null ? row.source() : row.reason();
          if (reason != null && (byReason.containsKey(reason) || byReason.size() < REASONS)) {
            byReason
                .computeIfAbsent(reason, _ -> new Least<>(IMAGES))
                .offer(row.random(), () -> row.tile(caption(row, reason)));
          }
        });
    List<Gallery> galleries = new ArrayList<>();
    byReason.forEach((reason, images) -> galleries.add(gallery(reason, images, summary)));
    return new StageContent("", galleries);
  }

  private static Gallery gallery(String reason, Least<Tile> images, StageSummary summary) {
    Measure measure = MEASURES.get(reason);
    String threshold = measure == null ? null : summary.settings().get(measure.column());
    String rule =
        measure == null || threshold == null ? "" : ": %s %s".formatted(measure.words(), threshold);
    String some =
        images.offered() > images.values().size() ? ", of which some drawn at random" : "";
    return Gallery.of(reason, Words.images(images.offered()) + some + rule, images.values());
  }

  private static String caption(StageRows.Row row, String reason) {
    Measure measure = MEASURES.get(reason);
    String column = measure == null ? reason : measure.column();
    return switch (column) {
      case "shorter_side", "ratio" ->
          "%.0f x %.0f".formatted(row.numberOr("width", 0), row.numberOr("height", 0));
      default -> {
        double value = row.numberOr(column, Double.NaN);
        yield Double.isNaN(value)
            ? ""
            : String.format(Locale.ROOT, value < 1 ? "%.3f" : "%.1f", value);
      }
    };
  }
}
