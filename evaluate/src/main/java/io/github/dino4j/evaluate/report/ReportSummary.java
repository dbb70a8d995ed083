package io.github.dino4j.evaluate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a report that was written earlier says.
 *
 * @param title such as {@code Nearest neighbours}
 * @param figures a metric a row and a test set a column
 */
public record ReportSummary(String title, Table figures) {
  /** Whether the folder holds a report: its figures are written last. */
  public static boolean isIn(Path folder) {
    return Files.exists(file(folder));
  }

  /**
   * Reads the figures of the report in a folder.
   *
   * @throws DinoException if there is none, or it is damaged
   */
  public static ReportSummary read(Path folder) {
    Path file = file(folder);
    try {
      Map<String, Object> json = Json.object(Files.readAllBytes(file));
      Map<?, ?> tests = json.get("tests") instanceof Map<?, ?> map ? map : Map.of();
      return new ReportSummary(String.valueOf(json.get("title")), Figures.of(tests).table());
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  static Path file(Path folder) {
    return folder.resolve("metrics.json");
  }
}
