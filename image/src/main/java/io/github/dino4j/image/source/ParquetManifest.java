package io.github.dino4j.image.source;

import io.github.dino4j.DinoException;
import io.github.dino4j.files.IoReason;
import io.github.dino4j.parquet.ParquetTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet table that names images, or holds them: a column of bytes named {@code image.bytes} (as
 * Hugging Face datasets write), {@code image} or {@code bytes}.
 */
final class ParquetManifest implements Input {
  private final Path file;
  private final long rows;
  private final @Nullable String path;
  private final @Nullable String bytes;
  private final @Nullable String id;
  private final @Nullable String label;

  /** Reads the footer, so that a table of no use is refused before the run begins. */
  ParquetManifest(Path file) {
    this.file = file;
    try (ParquetTable table = new ParquetTable(file)) {
      List<String> names = table.columns();
      rows = table.count();
      bytes =
          names.stream()
              .filter(name -> isImage(name) && table.isBinary(name))
              .findFirst()
              .orElse(null);
      List<String> others = names.stream().map(name -> name.equals(bytes) ? "" : name).toList();
      Columns columns = Columns.of(others);
      if (columns.path() < 0 && bytes == null) {
        throw Columns.noPath(file, names);
      }
      path = Columns.field(names, columns.path());
      id = Columns.field(names, columns.id());
      label = Columns.field(names, columns.label());
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static boolean isImage(String column) {
    return List.of("image.bytes", "image", "bytes").contains(column.toLowerCase(Locale.ROOT));
  }

  @Override
  public RecordStream open() {
    return new Rows();
  }

  @Override
  public OptionalLong count() {
    return OptionalLong.of(rows);
  }

  private final class Rows extends PullStream {
    private @Nullable ParquetTable table;
    private long row;

    Rows() {
      super(String.valueOf(file.getFileName()), file.toString());
    }

    private ParquetTable table() throws IOException {
      if (table == null) {
        table = new ParquetTable(file);
        table.choose(
            Stream.of(path, bytes, id, label).<String>mapMulti(Rows::present).distinct().toList());
      }
      return table;
    }

    private static void present(@Nullable String column, java.util.function.Consumer<String> to) {
      if (column != null) {
        to.accept(column);
      }
    }

    @Override
    @Nullable ImageRecord pull() throws IOException {
      ParquetTable open = table();
      if (!open.next()) {
        return null;
      }
      row++;
      byte[] image = bytes == null ? null : open.bytes(bytes);
      String entry = text(open, path);
      if (image != null) {
        return embedded(entry, image);
      }
      return entry == null || entry.isEmpty()
          ? new Manifest(file).badRow(row, "the row has no path")
          : new Manifest(file).image(text(open, id), entry, text(open, label));
    }

    private ImageRecord embedded(@Nullable String entry, byte[] image) throws IOException {
      String name = entry == null || entry.isEmpty() ? "row " + row : entry;
      String given = text(table(), id);
      return new ImageRecord(
          given == null ? name : given,
          file + "/" + name,
          Annotation.ofLabel(text(table(), label)),
          ImageBytes.held(image));
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
      long skipped = table().skip(records);
      row += skipped;
      return skipped;
    }
  }
}
