package io.github.dino4j.curate.pool;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.data.parquet.ParquetTable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a range: what a task works on, and how it reads them.
 *
 * @param range of which they are
 * @param features the column with the vectors, and how long they are
 * @param selected bits of the rows, counted from the first of the range
 */
public record RangeRows(RowRange range, FeatureColumn features, long[] selected)
    implements Serializable {
  /**
   * The column with the vectors.
   *
   * @param dim values of a vector
   */
  public record FeatureColumn(String name, int dim) implements Serializable {}

  private BitSet bits() {
    return BitSet.valueOf(selected);
  }

  /** How many rows. */
  public int size() {
    return bits().cardinality();
  }

  /** Their numbers in the pool, rising. */
  public int[] rows() {
    return bits().stream().map(i -> range.first() + i).toArray();
  }

  /** Those of the rows that are among some of the pool. */
  public RangeRows among(BitSet rows) {
    BitSet some = bits();
    some.and(rows.get(range.first(), range.first() + range.rows()));
    return new RangeRows(range, features, some.toLongArray());
  }

  @FunctionalInterface
  private interface RowTaker {
    void take(int place, ParquetTable table) throws IOException;
  }

  /** Places count the selected rows from 0 on. */
  private void forEach(List<String> columns, RowTaker taker) {
    Path file = range.file().path();
    BitSet bits = bits();
    try (ParquetTable table = new ParquetTable(file)) {
      table.choose(columns);
      table.skip(range.skip());
      int place = 0;
      int at = 0;
      for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
        table.skip(i - at);
        if (!table.next()) {
          throw new IOException("it has fewer rows than before: do not change it during a run");
        }
        at = i + 1;
        taker.take(place++, table);
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  /**
   * Their vectors, scaled to length 1.
   *
   * @throws DinoException if one is missing, of another length than the others, or not finite
   */
  public PoolVectors unitVectors() {
    PoolVectors raw = vectors();
    return new PoolVectors(raw.rows(), raw.vectors().normalized());
  }

  /** Their vectors as they are; throws as {@link #unitVectors} does. */
  public PoolVectors vectors() {
    int dim = features.dim();
    float[] values = new float[Math.multiplyExact(size(), dim)];
    forEach(
        List.of("id", features.name()),
        (place, table) -> {
          float[] vector = vector(table);
          if (!isFinite(vector)) {
            throw new IOException(
                "%s of %s is not finite: embed it anew, or leave such images out by a filter before"
                    .formatted(features.name(), table.text("id")));
          }
          System.arraycopy(vector, 0, values, place * dim, dim);
        });
    return new PoolVectors(rows(), new VectorBlock(values, dim));
  }

  /** Places of the rows whose vectors are not finite. */
  public BitSet invalid() {
    BitSet invalid = new BitSet();
    forEach(
        List.of("id", features.name()),
        (place, table) -> invalid.set(place, !isFinite(vector(table))));
    return invalid;
  }

  private float[] vector(ParquetTable table) throws IOException {
    float[] vector = table.floats(features.name());
    if (vector == null || vector.length != features.dim()) {
      throw new IOException(
          "%s has %d values of %s, the rows before %d: embed all with one model"
              .formatted(
                  table.text("id"),
                  vector == null ? 0 : vector.length,
                  features.name(),
                  features.dim()));
    }
    return vector;
  }

  private static boolean isFinite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * What their file says of them beside the vectors.
   *
   * @param columns further columns to read
   */
  public List<PoolEntry> entries(List<String> columns) {
    List<String> read = new ArrayList<>(List.of("id", "path", "width", "height"));
    columns.stream().filter(column -> !read.contains(column)).forEach(read::add);
    List<PoolEntry> entries = new ArrayList<>();
    int[] rows = rows();
    forEach(
        read,
        (place, table) -> {
          List<@Nullable String> values = new ArrayList<>();
          for (String column : columns) {
            values.add(table.text(column));
          }
          entries.add(
              new PoolEntry(
                  rows[place],
                  text(table, "id"),
                  text(table, "path"),
                  table.integer("width"),
                  table.integer("height"),
                  values));
        });
    return entries;
  }

  private static String text(ParquetTable table, String column) {
    String text = table.text(column);
    return text == null ? "" : text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RangeRows its
        && its.range.equals(range)
        && its.features.equals(features)
        && Arrays.equals(its.selected, selected);
  }

  @Override
  public int hashCode() {
    return 31 * range.hashCode() + Arrays.hashCode(selected);
  }
}
