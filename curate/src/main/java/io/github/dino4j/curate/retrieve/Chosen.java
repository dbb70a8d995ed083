package io.github.dino4j.curate.retrieve;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An image of the pool that was retrieved.
 *
 * @param id of the image
 * @param set name of the seed set that brought it
 * @param score its cosine to the seed, or to the centroid of the cluster, that brought it
 * @param by number of that seed or cluster
 */
public record Chosen(long id, String set, float score, long by) {
  /** The most alike first, then by id. */
  public static final Comparator<Chosen> ORDER =
      Comparator.comparingDouble((Chosen chosen) -> -chosen.score())
          .thenComparingLong(Chosen::id)
          .thenComparingLong(Chosen::by);

  /**
   * Each image once: as the first of the sets that chose it has it, with its best score there.
   *
   * @param sets what each seed set chose, the most important first
   * @return in {@link #ORDER} within each set
   */
  public static List<Chosen> merge(List<? extends Collection<Chosen>> sets) {
    Map<Long, Chosen> first = new HashMap<>();
    for (Collection<Chosen> set : sets) {
      set.stream().sorted(ORDER).forEach(chosen -> first.putIfAbsent(chosen.id(), chosen));
    }
    return sets.stream()
        .flatMap(set -> set.stream().sorted(ORDER).distinct())
        .filter(chosen -> chosen.equals(first.get(chosen.id())))
        .toList();
  }
}
