package io.github.dino4j.curate.retrieve;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.product.NearestK;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Retrieval for large seed sets: the k images of the pool nearest each seed, as LVD-142M took the 4
 * nearest (Oquab et al., 2023, appendix A).
 */
public final class SeedNeighbours {
  private SeedNeighbours() {}

  /**
   * Each image that is among the nearest of a seed, with the seed that it is most like.
   *
   * @param set name of the seed set
   * @param nearest of each seed, in the pool
   * @param cap images at most: those most like a seed stay
   * @return in {@link Chosen#ORDER}
   * @throws DinoException if nothing was found
   */
  public static List<Chosen> choose(String set, NearestK nearest, int cap) {
    Map<Long, Chosen> best = new HashMap<>();
    for (int seed = 0; seed < nearest.queries(); seed++) {
      long[] ids = nearest.ids(seed);
      float[] scores = nearest.scores(seed);
      for (int i = 0; i < ids.length; i++) {
        Chosen chosen = new Chosen(ids[i], set, scores[i], seed);
        best.merge(ids[i], chosen, (old, its) -> Chosen.ORDER.compare(its, old) < 0 ? its : old);
      }
    }
    if (best.isEmpty()) {
      throw nothing(set);
    }
    return best.values().stream().sorted(Chosen.ORDER).limit(cap).toList();
  }

  static DinoException nothing(String set) {
    return new DinoException(
        "the seed set '%s' retrieves nothing: add seeds, or ask for less of each".formatted(set));
  }
}
