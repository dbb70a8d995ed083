package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import java.util.Arrays;

/**
 * For each patch of one image the nearest patch of another, by cosine.
 *
 * @param best {@code [patches]}, index in the other image, -1 outside the mask
 * @param similarity {@code [patches]}, cosine to the best
 * @param runnerUp {@code [patches]}, cosine to the best one that does not touch {@code best}, for
 *     neighbours of the right patch are always nearly as good; -1 where there is none
 */
record Nearest(int[] best, float[] similarity, float[] runnerUp) {
  // Rows of one product: bounds its memory for large grids.
  private static final int ROWS_AT_ONCE = 512;

  /** One image and those of its patches that take part, {@code [rows, columns]}. */
  record Side(PatchFeatures image, boolean[] mask) {}

  static Nearest of(Side from, Side to) {
    int patches = from.mask().length;
    Nearest nearest = new Nearest(new int[patches], new float[patches], new float[patches]);
    Arrays.fill(nearest.best, -1);
    int dim = from.image().dim();
    float[] unit = UnitRows.of(from.image());
    float[] others = UnitRows.of(to.image());
    for (int first = 0; first < patches; first += ROWS_AT_ONCE) {
      int last = Math.min(patches, first + ROWS_AT_ONCE);
      float[] rows = Arrays.copyOfRange(unit, first * dim, last * dim);
      float[] cosine = LinearAlgebra.timesTransposed(rows, others, dim);
      for (int patch = first; patch < last; patch++) {
        if (from.mask()[patch]) {
          nearest.search(patch, cosine, (patch - first) * to.mask().length, to);
        }
      }
    }
    return nearest;
  }

  /** Lowe's ratio of distances, best over runner-up; 0 where nothing rivals the best. */
  double ratio(int patch) {
    double distance = Math.sqrt(Math.max(0, 1 - similarity[patch]));
    double next = Math.sqrt(Math.max(0, 1 - runnerUp[patch]));
    return distance == 0 ? 0 : distance / next;
  }

  private void search(int patch, float[] cosine, int offset, Side to) {
    int winner = -1;
    for (int other = 0; other < to.mask().length; other++) {
      boolean better = winner < 0 || cosine[offset + other] > cosine[offset + winner];
      if (to.mask()[other] && better) {
        winner = other;
      }
    }
    if (winner < 0) {
      return;
    }
    best[patch] = winner;
    similarity[patch] = Math.clamp(cosine[offset + winner], -1f, 1f);
    float next = -1;
    for (int other = 0; other < to.mask().length; other++) {
      float rival = cosine[offset + other];
      if (rival > next && to.mask()[other] && !touches(winner, other, to.image().columns())) {
        next = rival;
      }
    }
    runnerUp[patch] = Math.min(1, next);
  }

  private static boolean touches(int a, int b, int columns) {
    return Math.abs(a / columns - b / columns) <= 1 && Math.abs(a % columns - b % columns) <= 1;
  }
}
