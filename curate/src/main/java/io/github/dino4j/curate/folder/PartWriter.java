package io.github.dino4j.curate.folder;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes a part: the decisions of a task, whole or not at all. */
public final class PartWriter implements AutoCloseable {
  private final ParquetTableWriter table;

  /**
   * Begins a part.
   *
   * @param scores columns of the kind of stage, beside id, path, decision and reason
   */
  public PartWriter(Path part, List<TableColumn> scores) {
    List<TableColumn> columns =
        new ArrayList<>(
            List.of(
                TableColumn.required("id", Kind.TEXT),
                TableColumn.required("path", Kind.TEXT),
                TableColumn.required("decision", Kind.TEXT),
                TableColumn.nullable("reason", Kind.TEXT)));
    columns.addAll(scores);
    table = new ParquetTableWriter(WholeFile.ofAttempt(part), "decisions", columns, Map.of());
  }

  /** Adds an image. */
  public void write(String id, String path, Decision decision) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(id);
    row.add(path);
    row.add(decision.keep() ? "keep" : "drop");
    row.add(decision.reason());
    row.addAll(decision.scores());
    table.write(row.toArray());
  }

  /** Brings the part to its place. */
  public void commit() {
    table.commit();
  }

  @Override
  public void close() {
    table.close();
  }
}
