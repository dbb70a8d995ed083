package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.parquet.ParquetTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a Parquet table say what. Bytes of images are looked for under the names that
 * Hugging Face datasets ({@code image.bytes}), img2dataset ({@code jpg}) and others use, then in
 * any struct of {@code bytes} and {@code path}, then in the only column of bytes where none names
 * paths. A label or id that is no single value is passed over.
 *
 * @param path of the image, or its name where it is in the table
 * @param bytes the encoded image
 * @param annotations columns that say something of an image, each a single value
 * @param repeats whether a row may hold several images
 */
record ParquetColumns(
    @Nullable String path,
    @Nullable String bytes,
    @Nullable String id,
    List<String> annotations,
    boolean repeats) {
  private static final List<String> IMAGES =
      List.of(
          "image",
          "images",
          "img",
          "picture",
          "photo",
          "jpg",
          "jpeg",
          "png",
          "webp",
          "tif",
          "tiff",
          "bytes",
          "image_bytes",
          "image_data",
          "content");
  private static final String BYTES = ".bytes";
  private static final String PATH = ".path";

  /**
   * @throws DinoException naming the columns, if none of them leads to images
   */
  static ParquetColumns of(ParquetTable table, Path file) {
    List<String> names = table.columns();
    String bytes = named(table).or(() -> struct(table)).orElse(null);
    Columns columns = Columns.of(pathNames(table, bytes));
    if (bytes == null && columns.path() < 0) {
      bytes = only(table).orElseThrow(() -> nothingOfUse(table, file));
    }
    String path = Columns.field(names, columns.path());
    return new ParquetColumns(
        path,
        bytes,
        single(table, Columns.field(names, columns.id())),
        annotations(table, bytes),
        !isSingleOrNone(table, bytes) || !isSingleOrNone(table, path));
  }

  /** The columns that are read. */
  List<String> chosen() {
    Set<String> chosen = new LinkedHashSet<>();
    Stream.of(path, bytes, id).filter(Objects::nonNull).forEach(chosen::add);
    chosen.addAll(annotations);
    return List.copyOf(chosen);
  }

  private static List<String> annotations(ParquetTable table, @Nullable String bytes) {
    return table.columns().stream()
        .filter(column -> table.isSingle(column) && !table.isBinary(column))
        .filter(column -> !column.equals(bytes))
        .toList();
  }

  /** What a row without an image lacks. */
  String nothing() {
    return bytes == null ? "the row has no path" : "the row has nothing in column " + bytes;
  }

  private static Optional<String> named(ParquetTable table) {
    for (String name : IMAGES) {
      for (String column : table.columns()) {
        String lower = column.toLowerCase(Locale.ROOT);
        if ((lower.equals(name) || lower.equals(name + BYTES)) && table.isBinary(column)) {
          return Optional.of(column);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> struct(ParquetTable table) {
    return table.columns().stream()
        .filter(column -> column.endsWith(BYTES) && table.isBinary(column))
        .filter(column -> table.columns().contains(pathOf(column)))
        .findFirst();
  }

  private static Optional<String> only(ParquetTable table) {
    List<String> binary = table.columns().stream().filter(table::isBinary).toList();
    return binary.size() == 1 ? Optional.of(binary.getFirst()) : Optional.empty();
  }

  private static String pathOf(String bytes) {
    return bytes.substring(0, bytes.length() - BYTES.length()) + PATH;
  }

  /** The names with those out of which no path can come left blank. */
  private static List<String> pathNames(ParquetTable table, @Nullable String bytes) {
    List<String> names = new ArrayList<>();
    for (String column : table.columns()) {
      if (column.equals(bytes)) {
        names.add("");
      } else if (bytes != null && bytes.endsWith(BYTES) && column.equals(pathOf(bytes))) {
        names.add("image.path");
      } else {
        boolean isPath = table.isText(column) || !Columns.isPath(column);
        names.add(isPath ? column : "");
      }
    }
    return names;
  }

  private static @Nullable String single(ParquetTable table, @Nullable String column) {
    return column == null || table.isSingle(column) ? column : null;
  }

  private static boolean isSingleOrNone(ParquetTable table, @Nullable String column) {
    return column == null || table.isSingle(column);
  }

  private static DinoException nothingOfUse(ParquetTable table, Path file) {
    return new DinoException(
        "%s: no column is named path, file, image or filename and holds paths, and none holds images as bytes; it has %s"
            .formatted(PathText.text(file), String.join(", ", table.columns())));
  }
}
