package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.parquet.ParquetTable;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet table that names images, or holds them: see {@link ParquetColumns}. A row whose column
 * is a list gives all images of the list.
 */
final class ParquetManifest implements Input {
  private final Path file;
  private final Manifest manifest;
  private final long rows;
  private final ParquetColumns columns;

  /** Reads the footer, so that a table of no use is refused before the run begins. */
  ParquetManifest(Path file) {
    this.file = file;
    this.manifest = Manifest.of(file);
    try (ParquetTable table = new ParquetTable(file)) {
      rows = table.count();
      columns = ParquetColumns.of(table, file);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  @Override
  public RecordStream open() {
    return new Rows();
  }

  @Override
  public void split(FileSplits splits) {
    splits.addEntries(manifest.name(), count().orElseGet(this::countImages));
  }

  @Override
  public OptionalLong count() {
    return columns.repeats() ? OptionalLong.empty() : OptionalLong.of(rows);
  }

  /** Where rows have several. */
  private long countImages() {
    try (RecordStream records = open()) {
      return records.skip(Long.MAX_VALUE);
    }
  }

  private final class Rows extends PullStream {
    private final Deque<ImageRecord> ready = new ArrayDeque<>();
    private @Nullable ParquetTable table;
    private long row;

    Rows() {
      super(manifest.fileName(), manifest.name());
    }

    private ParquetTable table() throws IOException {
      if (table == null) {
        table = new ParquetTable(file);
        table.choose(columns.chosen());
      }
      return table;
    }

    @Override
    @Nullable ImageRecord pull() throws IOException {
      ParquetTable open = table();
      while (ready.isEmpty() && open.next()) {
        row++;
        addRow(open);
      }
      return ready.poll();
    }

    private void addRow(ParquetTable open) {
      List<byte @Nullable []> images = items(open, columns.bytes());
      List<byte @Nullable []> paths = items(open, columns.path());
      int count = Math.max(images.size(), paths.size());
      for (int i = 0; i < count; i++) {
        String part = count == 1 ? "" : "/" + i;
        byte[] image = i < images.size() ? images.get(i) : null;
        byte[] path = i < paths.size() ? paths.get(i) : null;
        String entry = path == null ? "" : new String(path, StandardCharsets.UTF_8);
        ready.add(image == null ? listed(open, entry, part) : embedded(open, entry, part, image));
      }
      if (count == 0) {
        ready.add(manifest.badRow(row, columns.nothing()));
      }
    }

    private static List<byte @Nullable []> items(ParquetTable open, @Nullable String column) {
      return column == null ? List.of() : open.items(column);
    }

    private ImageRecord listed(ParquetTable open, String entry, String part) {
      if (entry.isEmpty()) {
        return manifest.badRow(row, columns.nothing());
      }
      String given = text(open, columns.id());
      return manifest.image(
          given == null || given.isEmpty() ? null : given + part, entry, annotation(open));
    }

    private ImageRecord embedded(ParquetTable open, String entry, String part, byte[] image) {
      String name = entry.isEmpty() ? "row " + row + part : entry;
      String given = text(open, columns.id());
      return new ImageRecord(
          given == null ? name : given + part,
          manifest.name() + "/" + name,
          annotation(open),
          ImageBytes.held(image));
    }

    private Annotation annotation(ParquetTable open) {
      SequencedMap<String, String> fields = new LinkedHashMap<>();
      for (String column : columns.annotations()) {
        String value = open.text(column);
        if (value != null) {
          fields.putIfAbsent(column.toLowerCase(Locale.ROOT), value);
        }
      }
      return Annotation.ofColumns(fields);
    }

    private static @Nullable String text(ParquetTable table, @Nullable String column) {
      return column == null ? null : table.text(column);
    }

    @Override
    void release() throws IOException {
      if (table != null) {
        table.close();
      }
    }

    @Override
    long leap(long records) throws IOException {
      if (columns.repeats()) {
        return super.leap(records);
      }
      long skipped = table().skip(records);
      row += skipped;
      return skipped;
    }
  }
}
