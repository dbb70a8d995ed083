package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.filter.Filter;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for.
 *
 * @param k how many vectors for each query, at least 1
 * @param filter what their metadata must fulfil; null for all
 */
public record SearchOptions(int k, @Nullable Filter filter) {
  public SearchOptions {
    if (k < 1) {
      throw new DinoException("%d nearest vectors cannot be found: ask for 1 or more".formatted(k));
    }
  }

  /** The k nearest of all. */
  public static SearchOptions nearest(int k) {
    return new SearchOptions(k, null);
  }

  /** The same among those that fulfil a filter. */
  public SearchOptions where(Filter filter) {
    return new SearchOptions(k, filter);
  }
}
