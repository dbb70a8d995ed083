package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an index takes as ids and metadata: whatever every kind of index, here or remote, can keep.
 */
final class Metadata {
  /** Longest id and longest name of a column, in bytes of UTF-8. */
  private static final int LONGEST_NAME = 4_096;

  /** Longest text, in bytes of UTF-8: a term of Lucene holds 32,766. */
  private static final int LONGEST_TEXT = 32_000;

  private Metadata() {}

  static void requireId(String id) {
    if (id.isEmpty()) {
      throw new DinoException("an id is empty");
    }
    require(id, LONGEST_NAME, "the id " + Quoted.of(id));
  }

  /**
   * An unmodifiable copy by rising column with {@link Long}, {@link Double}, {@link String} and
   * {@link Boolean} only; nulls are left out.
   */
  static Map<String, Object> checked(String id, Map<String, ?> metadata) {
    Map<String, Object> checked = new TreeMap<>();
    metadata.forEach((column, value) -> {
      String where = "column %s of %s".formatted(Quoted.of(column), Quoted.of(id));
      require(column, LONGEST_NAME, where);
      Object scalar = scalar(value, where);
      if (scalar != null) {
        checked.put(column, scalar);
      }
    });
    return Collections.unmodifiableMap(checked);
  }

  private static @Nullable Object scalar(@Nullable Object value, String where) {
    return switch (value) {
      case null -> null;
      case Boolean flag -> flag;
      case Long number -> number;
      case Integer number -> (long) number;
      case Number number when Double.isFinite(number.doubleValue()) -> number.doubleValue();
      case String text -> {
        require(text, LONGEST_TEXT, where);
        yield text;
      }
      default ->
          throw new DinoException(
              "%s has the value %s: numbers, texts and booleans can be kept"
                  .formatted(where, Quoted.of(String.valueOf(value))));
    };
  }

  private static void require(String text, int longest, String what) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new DinoException(what + " has half of a surrogate pair: it is no Unicode");
    }
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > longest) {
      throw new DinoException(
          "%s takes %,d bytes: an index keeps up to %,d".formatted(what, bytes, longest));
    }
  }
}
