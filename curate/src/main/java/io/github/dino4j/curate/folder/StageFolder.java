package io.github.dino4j.curate.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a stage leaves: {@code part-NNNNN.parquet} with a row for each image that came in, {@code
 * groups.parquet} where it groups them, and {@code stage.json}, written last.
 *
 * @param path such as {@code DIR/02-dedup}
 */
public record StageFolder(Path path) {
  private static final String PART = "part-";
  private static final String PARQUET = ".parquet";

  /** Where the decisions of a task lie. */
  public Path part(int task) {
    return path.resolve("%s%05d%s".formatted(PART, task, PARQUET));
  }

  /**
   * The parts that are there, in the order of the images.
   *
   * @throws DinoException if the folder cannot be read
   */
  public List<Path> parts() {
    return files(PART, PARQUET);
  }

  private List<Path> files(String start, String end) {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> PathText.text(file.getFileName()).startsWith(start))
          .filter(file -> PathText.text(file.getFileName()).endsWith(end))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(path), IoReason.of(e)), e);
    }
  }

  /** Where the groups of near-duplicates lie: see {@link GroupRow}. */
  public Path groups() {
    return path.resolve("groups.parquet");
  }

  /** Where the centroids of clusters lie: see {@link CentroidRow}. */
  public Path centroids() {
    return path.resolve("centroids.parquet");
  }

  private Path summaryFile() {
    return path.resolve("stage.json");
  }

  /** Whether the stage is done. */
  public boolean isDone() {
    return Files.exists(summaryFile());
  }

  /** What it came to, once it is done. */
  public StageSummary summary() {
    return StageSummary.read(summaryFile());
  }

  /** Says that it is done, and removes what killed tasks left. */
  public void finish(StageSummary summary) {
    summary.write(summaryFile());
    for (Path draft : files("." + PART, ".part")) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException _) {
        // It takes room and does no harm.
      }
    }
  }

  /** Looks at a row of a part. */
  @FunctionalInterface
  public interface RowTaker {
    /**
     * @param row which stands at the row, with {@link ParquetTable#text} and the like
     */
    void take(ParquetTable row) throws IOException;
  }

  /**
   * Reads all parts, row by row, in the order of the images.
   *
   * @param columns the only ones that are read
   * @throws DinoException if a part cannot be read
   */
  public void forEachRow(List<String> columns, RowTaker taker) {
    for (Path part : parts()) {
      forEachRow(part, columns, taker);
    }
  }

  /** The same of one part. */
  public static void forEachRow(Path part, List<String> columns, RowTaker taker) {
    try (ParquetTable table = new ParquetTable(part)) {
      table.choose(columns);
      while (table.next()) {
        taker.take(table);
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(part), IoReason.of(e)), e);
    }
  }
}
