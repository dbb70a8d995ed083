package io.github.dino4j.curate.folder;

import io.github.dino4j.data.parquet.ParquetTable;
import java.util.Objects;

/** Values of tables in which each row has one. */
final class PartTable {
  private PartTable() {}

  static String text(ParquetTable table, String column) {
    return Objects.requireNonNull(table.text(column), column);
  }

  static long whole(ParquetTable table, String column) {
    return Objects.requireNonNull(table.whole(column), column);
  }

  static double number(ParquetTable table, String column) {
    return Objects.requireNonNull(table.number(column), column);
  }
}
