package io.github.dino4j.curate.sample;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.kmeans.ClusterTree;
import io.github.dino4j.curate.kmeans.Clusters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Sampling down a tree of clusters (Vo et al., 2024, section 3.4): the target is shared evenly by
 * the clusters of the highest level, each giving at most what it has; what a cluster gives is
 * shared in the same way by those below it. Seeded: the same sample however the work is cut.
 *
 * @param pick which images of a cluster of the lowest level are taken
 */
public record BalancedSampling(Pick pick, long seed) {
  /**
   * A sample.
   *
   * @param chosen numbers of the images, rising
   * @param missing how many fewer there are than were asked for
   */
  public record Sample(int[] chosen, long missing) {}

  /**
   * How many each cluster of the lowest level gives.
   *
   * @param tree whose parents from level 1 on are looked at
   * @param sizes images of each cluster of level 0
   * @param target images in all
   * @return {@code [clusters]}, whose sum is the target, or all there is
   */
  public long[] shares(ClusterTree tree, long[] sizes, long target) {
    int levels = tree.levels();
    long[][] sizesOfLevels = new long[levels][];
    sizesOfLevels[0] = sizes;
    for (int level = 1; level < levels; level++) {
      sizesOfLevels[level] = new long[tree.centroids().get(level).size()];
      for (int i = 0; i < sizesOfLevels[level - 1].length; i++) {
        sizesOfLevels[level][tree.parents().get(level)[i]] += sizesOfLevels[level - 1][i];
      }
    }
    long[] shares = cut(sizesOfLevels[levels - 1], target, new SeededOrder(seed).fork(levels));
    for (int level = levels - 1; level > 0; level--) {
      int[][] children = Clusters.members(tree.parents().get(level), shares.length);
      long[] below = sizesOfLevels[level - 1];
      long[] sharesBelow = new long[below.length];
      for (int parent = 0; parent < shares.length; parent++) {
        int[] its = children[parent];
        SeededOrder order = new SeededOrder(seed).fork(level).fork(parent);
        long[] some =
            cut(Arrays.stream(its).mapToLong(i -> below[i]).toArray(), shares[parent], order);
        for (int i = 0; i < its.length; i++) {
          sharesBelow[its[i]] = some[i];
        }
      }
      shares = sharesBelow;
    }
    return shares;
  }

  /**
   * Shares a target: each gives the lesser of its size and a cut, the same for all and as large as
   * the target allows; what then remains, less than one for each that has more, comes from some of
   * these at random.
   *
   * @param sizes of which no share is larger
   */
  static long[] cut(long[] sizes, long target, SeededOrder order) {
    long least = 0;
    long most = Arrays.stream(sizes).max().orElse(0);
    while (least < most) {
      long middle = least + (most - least + 1) / 2;
      if (total(sizes, middle) <= target) {
        least = middle;
      } else {
        most = middle - 1;
      }
    }
    long cut = least;
    long[] shares = Arrays.stream(sizes).map(size -> Math.min(size, cut)).toArray();
    long rest = target - Arrays.stream(shares).sum();
    int[] larger = IntStream.range(0, sizes.length).filter(i -> sizes[i] > cut).toArray();
    Arrays.stream(order.sorted(larger)).limit(rest).forEach(i -> shares[i]++);
    return shares;
  }

  private static long total(long[] sizes, long cut) {
    return Arrays.stream(sizes).map(size -> Math.min(size, cut)).sum();
  }

  /**
   * The images that a cluster gives.
   *
   * @param ids of its images: what {@link Pick#RANDOM} draws by, and the order of equal scores
   * @param scores the larger the nearer the centroid
   * @param share how many
   * @return places in {@code ids}, rising
   */
  public int[] choose(long[] ids, float[] scores, long share) {
    SeededOrder order = new SeededOrder(seed);
    Comparator<Integer> by =
        switch (pick) {
          case RANDOM -> Comparator.comparingLong(i -> order.key(ids[i]));
          case CLOSEST -> Comparator.comparingDouble(i -> -scores[i]);
          case FARTHEST -> Comparator.comparingDouble(i -> scores[i]);
        };
    return IntStream.range(0, ids.length)
        .boxed()
        .sorted(by.thenComparingLong(i -> ids[i]))
        .limit(share)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  /**
   * A sample of images in memory.
   *
   * @param tree with the cluster of each image
   * @param scores of the images, the larger the nearer the centroid of their cluster
   * @param among images that may be chosen, such as those within the {@link Caps}
   */
  public Sample sample(ClusterTree tree, float[] scores, java.util.BitSet among, long target) {
    int[] clusters = tree.parents().getFirst().clone();
    for (int i = 0; i < clusters.length; i++) {
      clusters[i] = among.get(i) ? clusters[i] : -1;
    }
    int[][] members = Clusters.members(clusters, tree.centroids().getFirst().size());
    long[] shares =
        shares(tree, Arrays.stream(members).mapToLong(its -> its.length).toArray(), target);
    int[] chosen =
        IntStream.range(0, members.length)
            .flatMap(cluster -> {
              int[] its = members[cluster];
              float[] some = new float[its.length];
              for (int i = 0; i < its.length; i++) {
                some[i] = scores[its[i]];
              }
              long[] ids = Arrays.stream(its).asLongStream().toArray();
              return Arrays.stream(choose(ids, some, shares[cluster])).map(i -> its[i]);
            })
            .sorted()
            .toArray();
    return new Sample(chosen, target - chosen.length);
  }
}
