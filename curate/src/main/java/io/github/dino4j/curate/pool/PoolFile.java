package io.github.dino4j.curate.pool;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.pool.RangeRows.FeatureColumn;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A feature file of a pool, as its footer and its first row describe it.
 *
 * @param bytes of the file
 * @param model name of the model that made it, empty where it does not say
 * @param weights hash of the model, empty where it does not say
 * @param columns all columns with one value a row
 */
record PoolFile(
    Path path,
    long bytes,
    long rows,
    FeatureColumn features,
    String model,
    String weights,
    List<String> columns) {
  /** The files that a path names: itself, or the parts of a folder that embed wrote. */
  static List<Path> files(Path path) {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      List<Path> parts =
          files
              .filter(file -> PathText.text(file.getFileName()).matches("part-.*\\.parquet"))
              .sorted()
              .toList();
      if (parts.isEmpty()) {
        throw new DinoException(
            "%s holds no part-*.parquet: name feature files that embed wrote"
                .formatted(PathText.text(path)));
      }
      return parts;
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(path), IoReason.of(e)), e);
    }
  }

  /**
   * Looks at a file.
   *
   * @param features the column with the vectors; empty for the only one, or {@code cls}
   * @throws DinoException if it is no Parquet file of features, or has no such column
   */
  static PoolFile open(Path path, String features) {
    if (!Files.exists(path)) {
      throw new DinoException(PathText.text(path) + ": no such file or folder");
    }
    if (!PathText.text(path.getFileName()).endsWith(".parquet")) {
      throw new DinoException(
          "%s is no Parquet: curate reads the .parquet files that embed writes"
              .formatted(PathText.text(path)));
    }
    try (ParquetTable table = new ParquetTable(path)) {
      List<String> lists = table.columns().stream().filter(table::isList).toList();
      String column = features.isEmpty() && lists.size() == 1 ? lists.getFirst() : features;
      column = column.isEmpty() ? "cls" : column;
      if (!table.columns().contains("id")
          || !table.columns().contains("path")
          || !lists.contains(column)) {
        throw new DinoException(
            "%s has no columns id, path and %s of features; it has %s"
                .formatted(PathText.text(path), column, String.join(", ", table.columns())));
      }
      List<String> singles =
          new ArrayList<>(table.columns().stream().filter(table::isSingle).toList());
      return new PoolFile(
          path,
          Files.size(path),
          table.count(),
          new FeatureColumn(column, dim(table, column)),
          table.metadata().getOrDefault("model", ""),
          table.metadata().getOrDefault("model hash", ""),
          singles);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(path), IoReason.of(e)), e);
    }
  }

  private static int dim(ParquetTable table, String column) throws IOException {
    table.choose(List.of(column));
    float[] first = table.next() ? table.floats(column) : null;
    return first == null ? 0 : first.length;
  }
}
