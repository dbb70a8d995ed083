package io.github.dino4j.curate.kmeans;

import io.github.dino4j.curate.Apportionment;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Where k-means begins: at vectors, by {@link Seeding}. */
final class FirstCentroids {
  /** Vectors a cluster, drawn at random, that k-means++ looks at. */
  private static final int SAMPLE = 32;

  /** Of the coarse clusters: they need not be good. */
  private static final int COARSE_ITERATIONS = 4;

  private FirstCentroids() {}

  static Centroids of(VectorBlock vectors, KMeansOptions options) {
    int clusters = options.clusters();
    SeededOrder order = new SeededOrder(options.seed());
    int[] chosen =
        switch (options.seeding()) {
          case RANDOM -> order.sample(vectors.size(), clusters);
          case PLUS_PLUS -> {
            int[] sample = order.sample(vectors.size(), sampleSize(clusters));
            int[] its = PlusPlus.choose(vectors.select(sample), clusters, options.seed());
            yield Arrays.stream(its).map(i -> sample[i]).toArray();
          }
          case NESTED_PLUS_PLUS -> {
            int[] sample = order.sample(vectors.size(), sampleSize(clusters));
            int[] its = nested(vectors.select(sample), options);
            yield Arrays.stream(its).map(i -> sample[i]).toArray();
          }
        };
    return new Centroids(vectors.select(chosen), options.metric());
  }

  private static int sampleSize(int clusters) {
    return (int) Math.min(Integer.MAX_VALUE, (long) SAMPLE * clusters);
  }

  private static int[] nested(VectorBlock vectors, KMeansOptions options) {
    int coarse = (int) Math.round(Math.sqrt(options.clusters()));
    KMeansOptions coarseOptions =
        options
            .withClusters(coarse)
            .withSeeding(Seeding.PLUS_PLUS)
            .withIterations(COARSE_ITERATIONS);
    Centroids centroids = KMeans.train(vectors, coarseOptions).centroids();
    Assignment assignment = CentroidIndex.of(centroids).assign(vectors);
    double[] distances = assignment.squaredDistances(vectors, options.metric());
    double[] inertia = new double[coarse];
    int[] sizes = new int[coarse];
    for (int i = 0; i < distances.length; i++) {
      inertia[assignment.centroid()[i]] += distances[i];
      sizes[assignment.centroid()[i]]++;
    }
    int[] shares = Apportionment.byWeights(inertia, sizes, options.clusters());
    int[][] members = Clusters.members(assignment.centroid(), coarse);
    return IntStream.range(0, coarse)
        .parallel()
        .mapToObj(cluster -> {
          int[] its = members[cluster];
          long seed = new SeededOrder(options.seed()).key(cluster);
          int[] some =
              shares[cluster] == 0
                  ? new int[0]
                  : PlusPlus.choose(vectors.select(its), shares[cluster], seed);
          return Arrays.stream(some).map(i -> its[i]).toArray();
        })
        .flatMapToInt(Arrays::stream)
        .toArray();
  }
}
