package io.github.dino4j.curate.report;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The decisions of a stage, read as a stream as often as need be. */
final class StageRows {
  private static final long SEED = 1;

  private final StageFolder folder;
  private final Set<String> columns;

  /**
   * Looks at the columns.
   *
   * @throws DinoException if a part cannot be read
   */
  StageRows(StageFolder folder) {
    this.folder = folder;
    this.columns = columns(folder.parts());
  }

  private static Set<String> columns(List<Path> parts) {
    if (parts.isEmpty()) {
      return Set.of();
    }
    try (ParquetTable table = new ParquetTable(parts.getFirst())) {
      return new HashSet<>(table.columns());
    } catch (IOException e) {
      throw new DinoException(
          "%s: %s".formatted(PathText.text(parts.getFirst()), IoReason.of(e)), e);
    }
  }

  StageFolder folder() {
    return folder;
  }

  boolean has(String column) {
    return columns.contains(column);
  }

  /** Looks at a row. */
  @FunctionalInterface
  interface Taker {
    void take(Row row);
  }

  /** The rows, with as many of these columns as there are, beside id, path, decision, reason. */
  void forEach(List<String> scores, Taker taker) {
    List<String> chosen = new ArrayList<>(List.of("id", "path", "decision", "reason"));
    scores.stream().distinct().filter(columns::contains).forEach(chosen::add);
    SeededOrder order = new SeededOrder(SEED);
    long[] number = new long[1];
    folder.forEachRow(
        chosen, table -> taker.take(new Row(table, (order.key(number[0]++) >>> 11) * 0x1p-53)));
  }

  /**
   * A row.
   *
   * @param random 0 to 1, drawn by its number
   */
  record Row(ParquetTable table, double random) {
    String id() {
      return textOr("id", "");
    }

    String path() {
      return textOr("path", "");
    }

    boolean stays() {
      return textOr("decision", "").equals("keep");
    }

    /** Why the image goes; of one that stays what was noted, or null. */
    @Nullable String reason() {
      return table.text("reason");
    }

    /** Where a mixture has the image from; null elsewhere. */
    @Nullable String source() {
      String source = table.text("source");
      return source == null ? null : "from " + source;
    }

    String textOr(String column, String other) {
      String text = table.text(column);
      return text == null ? other : text;
    }

    @Nullable Long whole(String column) {
      return table.whole(column);
    }

    double numberOr(String column, double other) {
      Double number = table.number(column);
      return number == null ? other : number;
    }

    Tile tile(String text) {
      return Tile.of(id(), path(), text, stays());
    }
  }
}
