package io.github.dino4j.curate.retrieve;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.Clusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Retrieval for small seed sets: images of the clusters of the pool that enough seeds fall into, as
 * LVD-142M took 10,000 of each cluster with more than 3 (Oquab et al., 2023, appendix A).
 *
 * @param moreThan seeds that must be exceeded in a cluster
 * @param each images of a cluster at most, drawn at random
 * @param cap images in all at most, drawn at random
 * @param seed of what is drawn
 */
public record ClusterRetrieval(int moreThan, int each, int cap, long seed) {
  /**
   * Clusters that enough seeds fall into, rising.
   *
   * @param clusterOfSeed the cluster of each seed
   * @param clusters their number
   */
  public int[] clusters(int[] clusterOfSeed, int clusters) {
    int[] seeds = new int[clusters];
    for (int cluster : clusterOfSeed) {
      seeds[cluster]++;
    }
    return IntStream.range(0, clusters).filter(i -> seeds[i] > moreThan).toArray();
  }

  /** What is drawn by: the images with the least keys of a cluster are taken. */
  public long key(long id) {
    return new SeededOrder(seed).key(id);
  }

  /**
   * Images of the pool for a seed set.
   *
   * @param set its name
   * @param clusterOfSeed the cluster of each seed
   * @param pool the cluster of each image of the pool, with the cosine to its centroid
   * @param ids of the images of the pool
   * @param clusters their number
   * @return in {@link Chosen#ORDER}
   * @throws io.github.dino4j.DinoException if there are none
   */
  public List<Chosen> choose(
      String set, int[] clusterOfSeed, Assignment pool, long[] ids, int clusters) {
    int[][] members = Clusters.members(pool.centroid(), clusters);
    List<Chosen> chosen = new ArrayList<>();
    for (int cluster : clusters(clusterOfSeed, clusters)) {
      Arrays.stream(members[cluster])
          .boxed()
          .sorted(Comparator.comparingLong((Integer i) -> key(ids[i])))
          .limit(each)
          .forEach(i -> chosen.add(new Chosen(ids[i], set, pool.score()[i], cluster)));
    }
    if (chosen.isEmpty()) {
      throw SeedNeighbours.nothing(set);
    }
    return chosen.stream()
        .sorted(Comparator.comparingLong((Chosen its) -> key(its.id())))
        .limit(cap)
        .sorted(Chosen.ORDER)
        .toList();
  }
}
