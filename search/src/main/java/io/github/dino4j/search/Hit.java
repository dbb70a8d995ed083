package io.github.dino4j.search;

import java.util.Comparator;
import java.util.Map;

/**
 * A vector that was found.
 *
 * @param score its cosine to the query
 * @param metadata {@link String}, {@link Long}, {@link Double} and {@link Boolean} by column
 */
public record Hit(String id, float score, Map<String, Object> metadata) {
  /** The order of all results: most alike first, and equally similar ones by their ids. */
  public static final Comparator<Hit> ORDER =
      Comparator.comparingDouble((Hit hit) -> -hit.score()).thenComparing(Hit::id);

  public Hit {
    score += 0f; // no -0, which would stand behind 0
  }
}
