package io.github.dino4j.data.record;

import org.jspecify.annotations.Nullable;

/**
 * What a dataset says of an image besides its pixels.
 *
 * @param label the class as written: a manifest's {@code label} column, a shard's {@code .cls}
 * @param json the sample's {@code .json} member in a shard, as text
 */
public record Annotation(@Nullable String label, @Nullable String json) {
  /** Nothing is known. */
  public static final Annotation NONE = new Annotation(null, null);

  public static Annotation ofLabel(@Nullable String label) {
    return label == null || label.isEmpty() ? NONE : new Annotation(label, null);
  }
}
