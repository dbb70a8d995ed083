package io.github.dino4j.curate.folder;

import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image that was chosen: a row of {@code manifest.parquet}, which {@code pretrain --data} reads.
 *
 * @param path absolute, so that the manifest may lie anywhere
 * @param source the seed set, or the part of a mixture, that brought it; null where nothing did
 * @param score that chose it there
 */
public record ManifestRow(String path, String id, @Nullable String source, @Nullable Float score) {
  /** The columns of the table. */
  public static final List<TableColumn> COLUMNS =
      List.of(
          TableColumn.required("path", Kind.TEXT),
          TableColumn.required("id", Kind.TEXT),
          TableColumn.nullable("source", Kind.TEXT),
          TableColumn.nullable("score", Kind.FLOAT));
}
