package io.github.dino4j.curate.kmeans;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.Apportionment;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.HierarchyOptions.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hierarchical k-means with resampling (Vo et al., 2024, Automatic Data Curation for
 * Self-Supervised Learning, algorithm 1): each level clusters the centroids of the one below,
 * without weights, so that concepts count by how wide they are and not by how many pictures they
 * have. Unlike the reference it is seeded, and each resampling begins with a seeding of its own.
 *
 * <p>{@link #train} does it all. A cluster of machines runs its parts: {@link #splits} of a sample,
 * {@link #clustersOfSplits}, {@link #trainSplit} for each split by itself, and {@link #treeAbove}.
 */
public final class HierarchicalKMeans {
  private HierarchicalKMeans() {}

  /**
   * A tree over vectors.
   *
   * @throws DinoException if there are fewer vectors than clusters of the first level
   */
  public static ClusterTree train(VectorBlock vectors, HierarchyOptions options) {
    Level first = options.levels().getFirst();
    if (vectors.size() < first.clusters()) {
      throw new DinoException(
          "%d vectors make no %d clusters: ask for fewer"
              .formatted(vectors.size(), first.clusters()));
    }
    int[] split = CentroidIndex.of(splits(vectors, options)).assign(vectors).centroid();
    int[][] members = Clusters.members(split, options.splits());
    int[] clusters =
        clustersOfSplits(Arrays.stream(members).mapToLong(its -> its.length).toArray(), options);
    float[] centroids = new float[Math.multiplyExact(first.clusters(), vectors.dim())];
    int[] assigned = new int[vectors.size()];
    int from = 0;
    for (int i = 0; i < members.length; i++) {
      if (clusters[i] > 0) {
        VectorBlock its = vectors.select(members[i]);
        Centroids trained = trainSplit(its, i, clusters[i], options);
        int[] own = CentroidIndex.of(trained).assign(its).centroid();
        for (int j = 0; j < own.length; j++) {
          assigned[members[i][j]] = from + own[j];
        }
        float[] values = trained.vectors().values();
        System.arraycopy(values, 0, centroids, from * vectors.dim(), values.length);
        from += clusters[i];
      }
    }
    return treeAbove(
        new Centroids(new VectorBlock(centroids, vectors.dim()), options.metric()),
        assigned,
        options);
  }

  /**
   * The coarse clusters, inside each of which the first level is made.
   *
   * @param sample some hundred vectors a split, or all
   */
  public static Centroids splits(VectorBlock sample, HierarchyOptions options) {
    long seed = new SeededOrder(options.seed()).key(-1);
    return KMeans.train(sample, options.flat(options.splits(), seed)).centroids();
  }

  /**
   * How many clusters of the first level each split gets: by its size, but one where it has vectors
   * at all, so that each vector has a cluster.
   *
   * @param sizes vectors of each split
   * @return as many numbers, whose sum is what the level has
   */
  public static int[] clustersOfSplits(long[] sizes, HierarchyOptions options) {
    int total = options.levels().getFirst().clusters();
    int[] clusters = new int[sizes.length];
    double[] weights = new double[sizes.length];
    int[] room = new int[sizes.length];
    for (int i = 0; i < sizes.length; i++) {
      clusters[i] = sizes[i] > 0 ? 1 : 0;
      weights[i] = Math.max(0, sizes[i] - (double) Arrays.stream(sizes).sum() / total);
      room[i] = (int) Math.min(Integer.MAX_VALUE / 2, Math.max(0, sizes[i] - 1));
    }
    int filled = Arrays.stream(clusters).sum();
    if (filled > total) {
      throw new DinoException(
          "%d splits have more vectors than %d clusters: ask for fewer splits"
              .formatted(filled, total));
    }
    int[] more = Apportionment.byWeights(weights, room, total - filled);
    Arrays.setAll(clusters, i -> clusters[i] + more[i]);
    return clusters;
  }

  /**
   * The first level inside a split.
   *
   * @param vectors all of the split
   * @param clusters what {@link #clustersOfSplits} gave it
   */
  public static Centroids trainSplit(
      VectorBlock vectors, int split, int clusters, HierarchyOptions options) {
    SeededOrder order = new SeededOrder(options.seed()).fork(0).fork(split);
    return train(vectors, options.levels().getFirst(), clusters, options, order);
  }

  /**
   * The levels above the first.
   *
   * @param first centroids of the first level
   * @param assigned the cluster of each vector; may be empty where nobody asks for it
   */
  public static ClusterTree treeAbove(Centroids first, int[] assigned, HierarchyOptions options) {
    List<Centroids> levels = new ArrayList<>(List.of(first));
    List<int[]> parents = new ArrayList<>(List.of(assigned));
    for (int i = 1; i < options.levels().size(); i++) {
      VectorBlock below = levels.getLast().vectors();
      SeededOrder order = new SeededOrder(options.seed()).fork(i);
      Level level = options.levels().get(i);
      Centroids centroids = train(below, level, level.clusters(), options, order);
      parents.add(CentroidIndex.of(centroids).assign(below).centroid());
      levels.add(centroids);
    }
    return new ClusterTree(levels, parents);
  }

  private static Centroids train(
      VectorBlock vectors, Level level, int clusters, HierarchyOptions options, SeededOrder order) {
    Centroids centroids = KMeans.train(vectors, options.flat(clusters, order.key(0))).centroids();
    for (int i = 1; i <= level.resamplings(); i++) {
      VectorBlock sample = nearest(vectors, centroids, level.nearest());
      centroids = KMeans.train(sample, options.flat(clusters, order.key(i))).centroids();
    }
    return centroids;
  }

  /** The vectors nearest each centroid, among its own; more where there would not be enough. */
  private static VectorBlock nearest(VectorBlock vectors, Centroids centroids, int count) {
    Assignment assignment = CentroidIndex.of(centroids).assign(vectors);
    double[] distances = assignment.squaredDistances(vectors, centroids.metric());
    int[][] members = Clusters.members(assignment.centroid(), centroids.size());
    int each = count;
    while (total(members, each) < centroids.size()) {
      each = Math.multiplyExact(each, 2);
    }
    int most = each;
    int[] chosen =
        Arrays.stream(members)
            .parallel()
            .flatMapToInt(its -> nearest(its, distances, most))
            .toArray();
    return vectors.select(chosen);
  }

  private static long total(int[][] members, int each) {
    return Arrays.stream(members).mapToLong(its -> Math.min(its.length, each)).sum();
  }

  private static IntStream nearest(int[] members, double[] distances, int count) {
    return Arrays.stream(members)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> distances[i]))
        .limit(count)
        .mapToInt(Integer::intValue);
  }
}
