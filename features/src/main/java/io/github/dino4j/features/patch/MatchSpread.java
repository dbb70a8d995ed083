package io.github.dino4j.features.patch;

import java.util.ArrayList;
import java.util.List;

/** Picks matches that are both good and far apart, so that drawn lines show the whole object. */
final class MatchSpread {
  private MatchSpread() {}

  /**
   * Goes through the matches best first and takes those at least a radius away, in the first image,
   * from all taken so far; then again with half the radius, until there are enough.
   *
   * @param matches by falling similarity
   * @param limit how many to take at most
   * @return by falling similarity
   */
  static List<PatchMatch> most(List<PatchMatch> matches, int limit) {
    if (matches.size() <= limit) {
      return List.copyOf(matches);
    }
    List<PatchMatch> taken = new ArrayList<>();
    for (double radius = extent(matches);
        taken.size() < limit;
        radius = radius < 1 ? 0 : radius / 2) {
      for (PatchMatch match : matches) {
        if (taken.size() < limit && !taken.contains(match) && isFree(match, taken, radius)) {
          taken.add(match);
        }
      }
    }
    return matches.stream().filter(taken::contains).toList();
  }

  private static double extent(List<PatchMatch> matches) {
    int extent = 1;
    for (PatchMatch match : matches) {
      extent = Math.max(extent, Math.max(match.rowA(), match.colA()));
    }
    return extent;
  }

  private static boolean isFree(PatchMatch match, List<PatchMatch> taken, double radius) {
    for (PatchMatch other : taken) {
      if (Math.hypot(match.rowA() - other.rowA(), match.colA() - other.colA()) < radius) {
        return false;
      }
    }
    return true;
  }
}
