package io.github.dino4j.data.feature;

import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a feature table, and a row of it. */
final class ParquetSchema {
  private ParquetSchema() {}

  static List<TableColumn> of(FeatureRow first) {
    List<TableColumn> columns = new ArrayList<>();
    columns.add(TableColumn.required("id", Kind.TEXT));
    columns.add(TableColumn.required("path", Kind.TEXT));
    columns.add(TableColumn.required("width", Kind.INT));
    columns.add(TableColumn.required("height", Kind.INT));
    first
        .arrays()
        .forEach((name, array) -> {
          if (array.isGrid()) {
            columns.add(TableColumn.required(rows(name), Kind.INT));
            columns.add(TableColumn.required(columns(name), Kind.INT));
          }
          columns.add(TableColumn.required(name, Kind.FLOATS));
        });
    return columns;
  }

  /** The values of a row, in the order of {@link #of}. */
  static @Nullable Object[] values(FeatureRow row) {
    ImageEntry image = row.image();
    List<Object> values =
        new ArrayList<>(List.of(image.id(), image.path(), image.width(), image.height()));
    for (FeatureArray array : row.arrays().values()) {
      if (array.isGrid()) {
        values.add(array.shape()[0]);
        values.add(array.shape()[1]);
      }
      values.add(array.values());
    }
    return values.toArray();
  }

  static String rows(String name) {
    return name + "_rows";
  }

  static String columns(String name) {
    return name + "_columns";
  }
}
