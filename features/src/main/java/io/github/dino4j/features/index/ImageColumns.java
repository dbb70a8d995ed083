package io.github.dino4j.features.index;

import io.github.dino4j.base.FileStamp;
import io.github.dino4j.base.Json;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.image.Size;
import io.github.dino4j.search.region.RegionIndex;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an index says of an image beside its vector: the columns of its manifest or the entries of
 * its sample's JSON, by names in lower case, and the image's own.
 *
 * <p>Text that is written as a number, or as true or false, is kept as that, so that it can be
 * compared as such; {@code 007} stays text, and so does every label.
 */
public final class ImageColumns {
  /** Where the image lies, absolute; inside a shard {@code folder/shard.tar/member}. */
  public static final String PATH = "path";

  /** What the dataset calls it, else the folder that it lies in. */
  public static final String LABEL = "label";

  /** Its width in pixels. */
  public static final String WIDTH = "width";

  /** Its height in pixels. */
  public static final String HEIGHT = "height";

  // No column of a dataset has letters in upper case, so these are told apart from all of them.
  private static final String INPUT = "fromInput";
  private static final String BYTES = "fileBytes";
  private static final String TIME = "fileTime";
  private static final Set<String> BOOKKEEPING = Set.of(INPUT, BYTES, TIME, RegionIndex.COLUMN);

  private static final Pattern WHOLE_NUMBER = Pattern.compile("-?(0|[1-9]\\d{0,17})");
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9]\\d{0,17})(\\.\\d{1,18})?([eE][+-]?\\d{1,3})?");

  private ImageColumns() {}

  /** Metadata without what an index needs for its own upkeep. */
  public static Map<String, Object> shown(Map<String, Object> metadata) {
    Map<String, Object> shown = new TreeMap<>(metadata);
    shown.keySet().removeAll(BOOKKEEPING);
    return shown;
  }

  /** The path that an image was found at; empty where an index has none. */
  public static String path(Map<String, Object> metadata) {
    return metadata.get(PATH) instanceof String path ? path : "";
  }

  /** The input that an image came from; empty where it came otherwise. */
  static String input(Map<String, Object> metadata) {
    return metadata.get(INPUT) instanceof String input ? input : "";
  }

  static FileStamp stamp(Map<String, Object> metadata) {
    return metadata.get(BYTES) instanceof Long bytes && metadata.get(TIME) instanceof Long time
        ? new FileStamp(bytes, time)
        : FileStamp.NONE;
  }

  /**
   * All that is known of an image before it is read.
   *
   * @param input that it came from
   * @throws io.github.dino4j.DinoException if its JSON is none
   */
  static Map<String, Object> of(ImageRecord record, String input, FileStamp stamp) {
    Map<String, Object> columns = new LinkedHashMap<>();
    Annotation annotation = record.annotation();
    String json = annotation.json();
    if (json != null) {
      Json.object(json.getBytes(StandardCharsets.UTF_8))
          .forEach((name, value) -> {
            if (value instanceof String || value instanceof Number || value instanceof Boolean) {
              columns.put(lower(name), value);
            }
          });
    }
    annotation
        .columns()
        .forEach((name, text) -> {
          if (!text.isEmpty()) {
            columns.put(lower(name), value(text));
          }
        });
    putImage(columns, record.id(), record.path(), annotation.label());
    putUpkeep(columns, input, stamp);
    return columns;
  }

  /** Of a row of a feature file. */
  static Map<String, Object> of(ImageEntry image, String input, FileStamp stamp) {
    Map<String, Object> columns = new LinkedHashMap<>();
    putImage(columns, image.id(), image.path(), null);
    putSize(columns, image.width(), image.height());
    putUpkeep(columns, input, stamp);
    return columns;
  }

  static void putSize(Map<String, Object> columns, long width, long height) {
    columns.put(WIDTH, width);
    columns.put(HEIGHT, height);
  }

  /** Takes over what was found out when an image went through the model. */
  static void copyFound(Map<String, Object> from, Map<String, Object> columns) {
    for (String column : List.of(WIDTH, HEIGHT, RegionIndex.COLUMN)) {
      Object found = from.get(column);
      if (found != null) {
        columns.put(column, found);
      }
    }
  }

  /** The size of an image, upright; empty where an index has none. */
  static Optional<Size> size(Map<String, Object> metadata) {
    return metadata.get(WIDTH) instanceof Long width && metadata.get(HEIGHT) instanceof Long height
        ? Optional.of(new Size(width.intValue(), height.intValue()))
        : Optional.empty();
  }

  private static void putImage(
      Map<String, Object> columns, String id, String path, @Nullable String label) {
    columns.put(PATH, ImagesByPath.absolute(path));
    String folder = label == null ? folder(id) : label;
    columns.remove(LABEL);
    if (!folder.isEmpty()) {
      columns.put(LABEL, folder);
    }
  }

  private static void putUpkeep(Map<String, Object> columns, String input, FileStamp stamp) {
    columns.put(INPUT, input);
    columns.put(BYTES, stamp.bytes());
    columns.put(TIME, stamp.time());
  }

  /** The innermost folder of an id. */
  private static String folder(String id) {
    int end = id.lastIndexOf('/');
    return end < 0 ? "" : id.substring(id.lastIndexOf('/', end - 1) + 1, end);
  }

  private static String lower(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private static Object value(String text) {
    if (WHOLE_NUMBER.matcher(text).matches()) {
      return Long.valueOf(text);
    }
    if (NUMBER.matcher(text).matches() && Double.isFinite(Double.parseDouble(text))) {
      return Double.valueOf(text);
    }
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> text;
    };
  }
}
