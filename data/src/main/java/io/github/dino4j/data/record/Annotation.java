package io.github.dino4j.data.record;

import io.github.dino4j.base.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What a dataset says of an image besides its pixels.
 *
 * @param label the class as written: a manifest's {@code label} column, a shard's {@code .cls}
 * @param json the sample's {@code .json} member in a shard, as text
 * @param columns a manifest's row, by the names of its columns in lower case
 */
public record Annotation(
    @Nullable String label, @Nullable String json, SequencedMap<String, String> columns) {
  /** Nothing is known. */
  public static final Annotation NONE = new Annotation(null, null, new LinkedHashMap<>());

  public Annotation {
    columns = Collections.unmodifiableSequencedMap(columns);
  }

  /** Of a member of a shard. */
  public Annotation(@Nullable String label, @Nullable String json) {
    this(label, json, NONE.columns);
  }

  public static Annotation ofLabel(@Nullable String label) {
    return label == null || label.isEmpty() ? NONE : new Annotation(label, null);
  }

  /** Of a row in a manifest, whose columns have names in lower case; {@code label} is one. */
  public static Annotation ofColumns(SequencedMap<String, String> columns) {
    String label = columns.get("label");
    return new Annotation(label == null || label.isEmpty() ? null : label, null, columns);
  }

  /**
   * What the manifest's column, or the entry of the shard's JSON, of this name says; null where
   * there is none or nothing in it.
   *
   * @throws io.github.dino4j.DinoException if the JSON is none
   */
  public @Nullable String field(String name) {
    String column = columns.get(name.toLowerCase(Locale.ROOT));
    if (column != null) {
      return column.isEmpty() ? null : column;
    }
    Map<String, Object> entries =
        json == null ? Map.of() : Json.object(json.getBytes(StandardCharsets.UTF_8));
    Object entry = entries.get(name);
    return entry == null ? null : entry.toString();
  }
}
