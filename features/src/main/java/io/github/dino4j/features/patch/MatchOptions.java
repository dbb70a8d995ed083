package io.github.dino4j.features.patch;

/**
 * Which matches count.
 *
 * @param foreground which patches may match, found over both images together
 * @param minSimilarity least cosine
 * @param maxRatio greatest ratio of the distance to the best patch over the distance to the next
 *     best one that does not touch it, both ways, as in Lowe's test; infinite lets everything
 *     through
 * @param limit how many matches to keep, spread over the first image
 */
public record MatchOptions(Foreground foreground, float minSimilarity, float maxRatio, int limit) {
  public MatchOptions {
    if (!(maxRatio > 0) || limit < 1) {
      throw new IllegalArgumentException("ratio " + maxRatio + ", limit " + limit);
    }
  }

  /** Foreground patches, mutual best, at most 40 of them. */
  public static MatchOptions byDefault() {
    return new MatchOptions(Foreground.byDefault(), 0, 1, 40);
  }

  /** Every mutual pair of nearest neighbours, of all patches. */
  public static MatchOptions everything() {
    return new MatchOptions(Foreground.all(), -1, Float.POSITIVE_INFINITY, Integer.MAX_VALUE);
  }

  public MatchOptions withLimit(int matches) {
    return new MatchOptions(foreground, minSimilarity, maxRatio, matches);
  }
}
