package io.github.dino4j.curate.folder;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of a tree.
 *
 * @param level from 1 on, as in the columns {@code cluster_1}, {@code cluster_2} of the parts
 * @param cluster its number in the level, from 0 on
 * @param parent its cluster in the level above; null in the highest
 * @param size images in it
 */
public record CentroidRow(
    int level, int cluster, @Nullable Integer parent, long size, float[] centroid) {
  private static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.required("level", Kind.INT),
          TableColumn.required("cluster", Kind.INT),
          TableColumn.nullable("parent", Kind.INT),
          TableColumn.required("size", Kind.LONG),
          TableColumn.required("centroid", Kind.FLOATS));

  /** Writes {@code centroids.parquet}, whole or not at all. */
  public static void write(Path file, Iterable<CentroidRow> centroids) {
    try (ParquetTableWriter table =
        new ParquetTableWriter(new WholeFile(file), "centroids", COLUMNS, Map.of())) {
      for (CentroidRow row : centroids) {
        table.write(row.level, row.cluster, row.parent, row.size, row.centroid);
      }
      table.commit();
    }
  }

  /**
   * Reads {@code centroids.parquet}.
   *
   * @throws io.github.dino4j.DinoException if it cannot be read
   */
  public static List<CentroidRow> read(Path file) {
    List<CentroidRow> rows = new ArrayList<>();
    StageFolder.forEachRow(
        file,
        COLUMNS.stream().map(TableColumn::name).toList(),
        row -> {
          Long parent = row.whole("parent");
          rows.add(
              new CentroidRow(
                  row.integer("level"),
                  row.integer("cluster"),
                  parent == null ? null : Integer.valueOf(parent.intValue()),
                  PartTable.whole(row, "size"),
                  Objects.requireNonNull(row.floats("centroid"))));
        });
    return rows;
  }
}
