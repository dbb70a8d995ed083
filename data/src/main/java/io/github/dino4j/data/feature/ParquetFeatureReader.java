package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

final class ParquetFeatureReader extends PulledRows {
  private final ParquetTable table;
  private final List<String> columns;
  private final List<String> arrays;

  ParquetFeatureReader(Path file) {
    super(file);
    ParquetTable opened = null;
    try {
      opened = new ParquetTable(file);
      columns = opened.columns();
      arrays = columns.stream().filter(opened::isList).toList();
      if (!columns.contains("id") || arrays.isEmpty()) {
        opened.close();
        throw new DinoException(
            "%s is no feature file: it has columns %s".formatted(file, String.join(", ", columns)));
      }
      opened.choose(columns);
      table = opened;
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  @Override
  public long count() {
    return table.count();
  }

  @Override
  public Map<String, String> provenance() {
    return table.metadata();
  }

  @Override
  @Nullable FeatureRow pull() throws IOException {
    if (!table.next()) {
      return null;
    }
    SequencedMap<String, FeatureArray> features = new LinkedHashMap<>();
    for (String name : arrays) {
      features.put(name, array(name));
    }
    return new FeatureRow(
        new ImageEntry(text("id"), text("path"), table.integer("width"), table.integer("height")),
        features);
  }

  private FeatureArray array(String name) throws IOException {
    float[] values = table.floats(name);
    if (values == null) {
      throw new IOException("a row has no " + name);
    }
    if (!columns.contains(ParquetSchema.rows(name))) {
      return FeatureArray.vector(values);
    }
    int rows = table.integer(ParquetSchema.rows(name));
    int columns = table.integer(ParquetSchema.columns(name));
    int dim = values.length / Math.max(1, rows * columns);
    return new FeatureArray(new int[] {rows, columns, dim}, values);
  }

  private String text(String column) {
    String text = table.text(column);
    return text == null ? "" : text;
  }

  @Override
  void release() throws IOException {
    table.close();
  }
}
