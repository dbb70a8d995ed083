package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * For each patch of one image the nearest patch of another, by cosine.
 *
 * @param best {@code [patches]}, index in the other image, -1 outside the mask
 * @param similarity {@code [patches]}, cosine to the best
 * @param runnerUp {@code [patches]}, cosine to the best one that does not touch {@code best}, for
 *     neighbours of the right patch are always nearly as good; -1 where there is none
 */
record Nearest(int[] best, float[] similarity, float[] runnerUp) {
  /** At most nine patches touch the best one or are it, so that the tenth neighbour is a rival. */
  private static final int NEIGHBOURS = 10;

  /** One image and those of its patches that take part, {@code [rows, columns]}. */
  record Side(PatchFeatures image, boolean[] mask) {
    private int[] places() {
      return IntStream.range(0, mask.length).filter(place -> mask[place]).toArray();
    }

    /** Features of some patches, {@code [places, dim]}. */
    private float[] rows(int[] places) {
      int dim = image.dim();
      float[] rows = new float[places.length * dim];
      for (int i = 0; i < places.length; i++) {
        System.arraycopy(image.values(), places[i] * dim, rows, i * dim, dim);
      }
      return rows;
    }
  }

  static Nearest of(Side from, Side to) {
    int patches = from.mask().length;
    Nearest nearest = new Nearest(new int[patches], new float[patches], new float[patches]);
    Arrays.fill(nearest.best, -1);
    int[] queries = from.places();
    int[] others = to.places();
    if (others.length > 0) {
      List<Neighbours> found =
          new ExactIndex(to.rows(others), to.image().dim()).search(from.rows(queries), NEIGHBOURS);
      for (int i = 0; i < queries.length; i++) {
        nearest.set(queries[i], found.get(i), others, to.image().columns());
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

  private void set(int patch, Neighbours found, int[] others, int columns) {
    int winner = others[found.index()[0]];
    best[patch] = winner;
    similarity[patch] = Math.clamp(found.similarity()[0], -1f, 1f);
    runnerUp[patch] = -1;
    for (int n = 1; n < found.size(); n++) {
      if (!touches(winner, others[found.index()[n]], columns)) {
        runnerUp[patch] = Math.clamp(found.similarity()[n], -1f, 1f);
        return;
      }
    }
  }

  private static boolean touches(int a, int b, int columns) {
    return Math.abs(a / columns - b / columns) <= 1 && Math.abs(a % columns - b % columns) <= 1;
  }
}
