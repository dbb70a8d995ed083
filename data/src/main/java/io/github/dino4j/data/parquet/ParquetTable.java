package io.github.dino4j.data.parquet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * Streams the rows of a Parquet file, only the chosen columns, one row group in memory at a time.
 * Columns are named by their dotted path to the leaf, without the levels that lists add. Damage of
 * any kind is an {@link IOException}. Belongs to one thread.
 */
public final class ParquetTable implements AutoCloseable {
  private final ParquetFileReader file;
  private final MessageType schema;
  private final Map<String, ColumnDescriptor> leaves = new LinkedHashMap<>();
  private Map<String, ColumnCursor> cursors = Map.of();
  private List<String> chosen = List.of();
  private final Map<String, @Nullable Object> row = new LinkedHashMap<>();
  private int group;
  private long leftInGroup;

  /** Reads the footer alone. */
  public ParquetTable(Path path) throws IOException {
    file =
        guarded(() ->
            ParquetFileReader.open(
                new ChannelInputFile(path),
                ParquetReadOptions.builder(new PlainParquetConfiguration())
                    .withCodecFactory(new ParquetCodecs())
                    .build()));
    schema = file.getFileMetaData().getSchema();
    schema.getColumns().forEach(leaf -> leaves.put(new LeafPath(schema, leaf).name(), leaf));
  }

  /** The columns: flat ones by name, members of structs as {@code struct.member}. */
  public List<String> columns() {
    return List.copyOf(leaves.keySet());
  }

  /** Whether the column holds bytes that are not declared to be text. */
  public boolean isBinary(String column) {
    ColumnDescriptor leaf = leaves.get(column);
    return leaf != null
        && leaf.getPrimitiveType().getLogicalTypeAnnotation() == null
        && switch (leaf.getPrimitiveType().getPrimitiveTypeName()) {
          case BINARY, FIXED_LEN_BYTE_ARRAY -> true;
          default -> false;
        };
  }

  /** Whether each row of the column is a list. */
  public boolean isList(String column) {
    ColumnDescriptor leaf = leaves.get(column);
    return leaf != null && leaf.getMaxRepetitionLevel() == 1;
  }

  /** Whether each row of the column has one value or none. */
  public boolean isSingle(String column) {
    ColumnDescriptor leaf = leaves.get(column);
    return leaf != null && leaf.getMaxRepetitionLevel() == 0;
  }

  /** Whether the column, or each element of its lists, holds text. */
  public boolean isText(String column) {
    ColumnDescriptor leaf = leaves.get(column);
    return leaf != null
        && leaf.getMaxRepetitionLevel() <= 1
        && leaf.getPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.BINARY;
  }

  /** The number of rows, from the footer. */
  public long count() {
    return file.getRecordCount();
  }

  /** How many row groups there are: what is in memory at a time. */
  public int rowGroups() {
    return file.getRowGroups().size();
  }

  /** Text that the writer put beside the schema. */
  public Map<String, String> metadata() {
    return file.getFileMetaData().getKeyValueMetaData();
  }

  /** Chooses the columns that {@link #next} reads; call it before the first row. */
  public void choose(List<String> columns) {
    chosen = List.copyOf(columns);
    file.setRequestedSchema(chosen.stream().map(leaves::get).toList());
  }

  /** Passes over rows; whole row groups are not read. Returns how many were passed. */
  public long skip(long rows) throws IOException {
    long left = rows;
    while (left > 0) {
      long size = group < file.getRowGroups().size() ? groupSize() : 0;
      if (leftInGroup == 0 && size > 0 && size <= left) {
        guarded(file::skipNextRowGroup);
        group++;
        left -= size;
      } else if (next()) {
        left--;
      } else {
        break;
      }
    }
    return rows - left;
  }

  /** Moves to the next row; false after the last. */
  public boolean next() throws IOException {
    while (leftInGroup == 0) {
      if (group == file.getRowGroups().size()) {
        return false;
      }
      if (groupSize() == 0) {
        group++; // parquet-java passes over it by itself
      } else {
        openGroup();
      }
    }
    leftInGroup--;
    for (Map.Entry<String, ColumnCursor> cursor : cursors.entrySet()) {
      row.put(cursor.getKey(), value(cursor.getKey(), cursor.getValue()));
    }
    return true;
  }

  /** The row's value as text; null where the file has none. */
  public @Nullable String text(String column) {
    return switch (row.get(column)) {
      case null -> null;
      case byte[] utf8 -> new String(utf8, StandardCharsets.UTF_8);
      case Object value -> value.toString();
    };
  }

  /** The elements of the row's list of bytes, or its single value; null for those that are null. */
  public List<byte @Nullable []> items(String column) {
    List<byte @Nullable []> items = new ArrayList<>();
    if (row.get(column) instanceof List<?> list) {
      list.forEach(item -> items.add((byte @Nullable []) item));
    } else {
      items.add(bytes(column));
    }
    return items;
  }

  /** The row's bytes; null where the file has none. */
  public byte @Nullable [] bytes(String column) {
    return row.get(column) instanceof byte[] bytes ? bytes : null;
  }

  /** The row's number, 0 where the file has none. */
  public int integer(String column) {
    return row.get(column) instanceof Number number ? number.intValue() : 0;
  }

  /** The row's whole number; null where the file has none. */
  public @Nullable Long whole(String column) {
    return row.get(column) instanceof Number number ? Long.valueOf(number.longValue()) : null;
  }

  /** The row's number; null where the file has none. */
  public @Nullable Double number(String column) {
    return row.get(column) instanceof Number number ? Double.valueOf(number.doubleValue()) : null;
  }

  /** The row's list of numbers; null where the file has none. */
  public float @Nullable [] floats(String column) {
    return row.get(column) instanceof float[] floats ? floats : null;
  }

  private void openGroup() throws IOException {
    leftInGroup = groupSize();
    group++;
    PageReadStore pages = guarded(file::readNextRowGroup);
    var store =
        new ColumnReadStoreImpl(pages, new Unused(), schema, file.getFileMetaData().getCreatedBy());
    Map<String, ColumnCursor> opened = new LinkedHashMap<>();
    for (String column : chosen) {
      ColumnDescriptor leaf = Objects.requireNonNull(leaves.get(column));
      int level = new LeafPath(schema, leaf).elementLevel();
      try {
        opened.put(column, new ColumnCursor(store.getColumnReader(leaf), level));
      } catch (RuntimeException e) {
        throw damaged(column, e);
      }
    }
    cursors = opened;
  }

  private long groupSize() {
    return file.getRowGroups().get(group).getRowCount();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private static @Nullable Object value(String column, ColumnCursor cursor) throws IOException {
    try {
      return cursor.next();
    } catch (RuntimeException e) {
      throw damaged(column, e);
    } catch (OutOfMemoryError e) {
      throw new IOException("a value of column %s is larger than the memory".formatted(column), e);
    }
  }

  private static IOException damaged(String column, Exception e) {
    return new IOException(
        "unreadable Parquet: column %s: %s".formatted(column, e.getMessage()), e);
  }

  /**
   * Damaged files surface in parquet-java as all sorts of unchecked exceptions, and as arrays of an
   * absurd size.
   */
  private static <T> T guarded(Step<T> step) throws IOException {
    try {
      return step.run();
    } catch (FileNotFoundException | FileSystemException e) {
      throw e; // says what is wrong itself
    } catch (IOException | RuntimeException e) {
      throw new IOException("unreadable Parquet: " + e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new IOException("a part of the Parquet file is larger than the memory", e);
    }
  }
}
