package io.github.dino4j.features.patch;

import java.util.stream.IntStream;

/** The few patches that hold most of a map's attention, as DINO draws them (arXiv 2104.14294). */
public final class AttentionMass {
  /** The share of the mass that DINO keeps. */
  public static final double DINO = 0.6;

  private AttentionMass() {}

  /**
   * Keeps the strongest patches.
   *
   * @param map {@code [rows, columns]}, not negative, such as one head of {@link
   *     io.github.dino4j.features.AttentionMaps}
   * @param share of the sum over the patches to keep, in (0, 1]
   * @return {@code [rows, columns]}: the weakest patches that together hold no more than {@code 1 -
   *     share} are false; the rest holds at least {@code share}
   */
  public static boolean[] mask(float[] map, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share of " + share + " is not within (0, 1]");
    }
    int[] weakestFirst =
        IntStream.range(0, map.length)
            .boxed()
            .sorted((a, b) -> Float.compare(map[a], map[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = 0;
    for (float value : map) {
      total += value;
    }
    boolean[] kept = new boolean[map.length];
    double mass = 0;
    for (int patch : weakestFirst) {
      mass += map[patch];
      kept[patch] = mass > (1 - share) * total;
    }
    return kept;
  }
}
