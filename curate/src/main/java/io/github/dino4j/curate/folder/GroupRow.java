package io.github.dino4j.curate.folder;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A group of near-duplicates.
 *
 * @param group its number, as in the column {@code group} of the parts
 * @param size images in it
 * @param leastSimilarity the smallest cosine of the pairs that hold it together
 * @param diameter the smallest cosine of any two of its images
 * @param kept id of the image that stays
 */
public record GroupRow(long group, int size, float leastSimilarity, float diameter, String kept)
    implements Serializable {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.required("group", Kind.LONG),
          TableColumn.required("size", Kind.INT),
          TableColumn.required("least_similarity", Kind.FLOAT),
          TableColumn.required("diameter", Kind.FLOAT),
          TableColumn.required("kept", Kind.TEXT));

  /** Writes {@code groups.parquet}, whole or not at all. */
  public static void write(Path file, Iterable<GroupRow> groups) {
    try (ParquetTableWriter table =
        new ParquetTableWriter(new WholeFile(file), "groups", COLUMNS, Map.of())) {
      for (GroupRow row : groups) {
        table.write(row.group, row.size, row.leastSimilarity, row.diameter, row.kept);
      }
      table.commit();
    }
  }

  /**
   * Reads {@code groups.parquet}.
   *
   * @throws io.github.dino4j.DinoException if it cannot be read
   */
  public static List<GroupRow> read(Path file) {
    List<GroupRow> groups = new ArrayList<>();
    forEach(file, groups::add);
    return groups;
  }

  /** The same, one by one, for more groups than memory holds. */
  public static void forEach(Path file, Consumer<GroupRow> taker) {
    StageFolder.forEachRow(
        file,
        COLUMNS.stream().map(TableColumn::name).toList(),
        row ->
            taker.accept(
                new GroupRow(
                    PartTable.whole(row, "group"),
                    row.integer("size"),
                    (float) PartTable.number(row, "least_similarity"),
                    (float) PartTable.number(row, "diameter"),
                    PartTable.text(row, "kept"))));
  }
}
