package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.util.Map;

/**
 * A vector with its name and what else is known of it.
 *
 * @param id names it in its index: up to 4,096 bytes of UTF-8, not empty
 * @param vector {@code [dim]}, finite; not copied
 * @param metadata JSON scalars by column, texts up to 32,000 bytes of UTF-8; copied with {@link
 *     Long} and {@link Double} for numbers and without nulls
 */
public record IndexedVector(String id, float[] vector, Map<String, Object> metadata) {
  /**
   * @throws DinoException if an index cannot keep it
   */
  public IndexedVector(String id, float[] vector, Map<String, Object> metadata) {
    Metadata.requireId(id);
    for (int i = 0; i < vector.length; i++) {
      if (!Float.isFinite(vector[i])) {
        throw new DinoException(
            "the vector of %s has the value %s at place %d".formatted(Quoted.of(id), vector[i], i));
      }
    }
    this.id = id;
    this.vector = vector;
    this.metadata = Metadata.checked(id, metadata);
  }

  /** A vector with no metadata. */
  public IndexedVector(String id, float[] vector) {
    this(id, vector, Map.of());
  }
}
