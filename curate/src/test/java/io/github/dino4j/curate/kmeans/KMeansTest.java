package io.github.dino4j.curate.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against Lloyd's algorithm written as loops in float64, from the same first centroids. */
class KMeansTest {
  private static final int[] SIZES = {200, 90, 40, 20, 150, 7};

  private static VectorBlock vectors(Metric metric) {
    VectorBlock blobs = Blobs.around(SIZES, 12, 0.8, 5);
    return metric == Metric.SPHERICAL ? blobs.normalized() : blobs;
  }

  @ParameterizedTest
  @EnumSource(Metric.class)
  void stepsLikeTheNaiveAlgorithm(Metric metric) {
    VectorBlock vectors = vectors(metric);
    Centroids first = new Centroids(vectors.select(new int[] {0, 3, 250, 300, 301, 9}), metric);
    KMeansOptions options = KMeansOptions.of(6, metric, 1).withTolerance(-1);
    double[][] naive = new double[6][12];
    for (int i = 0; i < 6; i++) {
      for (int d = 0; d < 12; d++) {
        naive[i][d] = first.vectors().values()[i * 12 + d];
      }
    }
    for (int iterations = 1; iterations <= 6; iterations++) {
      double inertia = naiveStep(vectors, naive, metric);
      KMeans.Result result = KMeans.train(vectors, first, options.withIterations(iterations));
      assertThat(result.inertia()).isCloseTo(inertia, within(1e-5 * inertia));
      for (int i = 0; i < 6 * 12; i++) {
        // float32 centroids, and sums of values with 30 bits
        assertThat((double) result.centroids().vectors().values()[i])
            .isCloseTo(naive[i / 12][i % 12], within(2e-6));
      }
    }
  }

  private static double naiveStep(VectorBlock vectors, double[][] centroids, Metric metric) {
    double inertia = 0;
    double[][] sums = new double[centroids.length][vectors.dim()];
    int[] counts = new int[centroids.length];
    for (int i = 0; i < vectors.size(); i++) {
      float[] vector = vectors.vector(i);
      int nearest = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int c = 0; c < centroids.length; c++) {
        double distance = 0;
        for (int d = 0; d < vector.length; d++) {
          distance += Math.pow(vector[d] - centroids[c][d], 2);
        }
        if (distance < least) {
          least = distance;
          nearest = c;
        }
      }
      inertia += least;
      counts[nearest]++;
      for (int d = 0; d < vector.length; d++) {
        sums[nearest][d] += vector[d];
      }
    }
    for (int c = 0; c < centroids.length; c++) {
      double squares = Arrays.stream(sums[c]).map(x -> x * x).sum();
      double divisor = metric == Metric.SPHERICAL ? Math.sqrt(squares) : counts[c];
      if (counts[c] > 0) {
        for (int d = 0; d < vectors.dim(); d++) {
          centroids[c][d] = sums[c][d] / divisor;
        }
      }
    }
    return inertia;
  }

  @ParameterizedTest
  @EnumSource(Seeding.class)
  void inertiaNeverRisesAndItEndsWhenNothingMoves(Seeding seeding) {
    VectorBlock vectors = vectors(Metric.EUCLIDEAN);
    KMeansOptions options = KMeansOptions.of(9, Metric.EUCLIDEAN, 3).withSeeding(seeding);
    double before = Double.POSITIVE_INFINITY;
    for (int iterations = 1; iterations < 12; iterations++) {
      double inertia = KMeans.train(vectors, options.withIterations(iterations)).inertia();
      assertThat(inertia).isLessThanOrEqualTo(before * (1 + 1e-6)); // of rounding distances
      before = inertia;
    }
    KMeans.Result ended = KMeans.train(vectors, options.withIterations(200));
    assertThat(ended.iterations()).isLessThan(200);
    Centroids again =
        KMeans.train(vectors, ended.centroids(), options.withIterations(1)).centroids();
    assertThat(again.vectors().values()).isEqualTo(ended.centroids().vectors().values());
  }

  @Test
  void toleranceEndsItEarlier() {
    VectorBlock vectors = vectors(Metric.SPHERICAL);
    KMeansOptions options = KMeansOptions.of(12, Metric.SPHERICAL, 3);
    assertThat(KMeans.train(vectors, options.withTolerance(0.02)).iterations())
        .isLessThan(KMeans.train(vectors, options).iterations());
    assertThat(KMeans.train(vectors, options.withTolerance(-1)).iterations()).isEqualTo(50);
  }

  /** Each blob gets a centroid, however rare. */
  @Test
  void plusPlusFindsRareBlobs() {
    int[] sizes = {55, 55, 55, 5, 5, 5}; // within the sample that it looks at
    VectorBlock vectors = Blobs.around(sizes, 16, 0.05, 2);
    KMeansOptions options =
        KMeansOptions.of(6, Metric.EUCLIDEAN, 4).withSeeding(Seeding.PLUS_PLUS).withIterations(0);
    Centroids first = KMeans.train(vectors, options).centroids();
    int[] assigned = CentroidIndex.of(first).assign(vectors).centroid();
    int[] labels = Blobs.labels(sizes);
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(assigned[i] == assigned[j]).isEqualTo(labels[i] == labels[j]);
      }
    }
  }

  @Test
  void anEmptyClusterKeepsItsCentroid() {
    VectorBlock vectors = new VectorBlock(new float[] {0, 0, 1, 1, 0, 1}, 2);
    VectorBlock first = new VectorBlock(new float[] {0.5f, 0.5f, 100, 100}, 2);
    KMeans.Result result =
        KMeans.train(
            vectors,
            new Centroids(first, Metric.EUCLIDEAN),
            KMeansOptions.of(2, Metric.EUCLIDEAN, 0));
    assertThat(result.centroids().vectors().vector(1)).containsExactly(100, 100);
  }

  @Test
  void copiesOfOneVectorMakeAsManyClustersAsAsked() {
    VectorBlock vectors = new VectorBlock(new float[40], 2);
    for (Seeding seeding : Seeding.values()) {
      KMeansOptions options = KMeansOptions.of(7, Metric.SPHERICAL, 0).withSeeding(seeding);
      assertThat(KMeans.train(vectors, options).centroids().size()).isEqualTo(7);
    }
  }

  @Test
  void theSameBytesOnAnyNumberOfThreads() throws Exception {
    VectorBlock vectors = Blobs.around(new int[] {3000, 2000, 500}, 70, 0.7, 1).normalized();
    KMeansOptions options = KMeansOptions.of(130, Metric.SPHERICAL, 3).withIterations(5);
    try (ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool four = new ForkJoinPool(4)) {
      float[] alone =
          one.submit(() -> KMeans.train(vectors, options)).get().centroids().vectors().values();
      float[] together =
          four.submit(() -> KMeans.train(vectors, options)).get().centroids().vectors().values();
      assertThat(together).isEqualTo(alone);
    }
  }

  /** As tasks of a cluster do it: in other blocks, merged in another order. */
  @ParameterizedTest
  @EnumSource(Metric.class)
  void partialSumsAreTheSameHoweverTheVectorsAreCut(Metric metric) {
    VectorBlock vectors = vectors(metric);
    Centroids centroids = new Centroids(vectors.select(new int[] {0, 100, 200, 300}), metric);
    CentroidIndex index = CentroidIndex.of(centroids);
    double largest = PartialSums.largest(vectors);
    PartialSums whole = new PartialSums(4, 12, largest);
    whole.add(vectors, index.assign(vectors), metric);
    PartialSums merged = new PartialSums(4, 12, largest);
    for (int end = vectors.size(); end > 0; end -= 37) {
      VectorBlock block = vectors.slice(Math.max(0, end - 37), end);
      PartialSums part = new PartialSums(4, 12, largest);
      part.add(block, index.assign(block), metric);
      merged.merge(part);
    }
    assertThat(merged.counts()).isEqualTo(whole.counts());
    assertThat(merged.inertia()).isEqualTo(whole.inertia());
    assertThat(merged.centroids(centroids).vectors().values())
        .isEqualTo(whole.centroids(centroids).vectors().values());
  }

  @Test
  void refusesMoreClustersThanVectors() {
    assertThatThrownBy(() ->
            KMeans.train(
                new VectorBlock(new float[4], 2), KMeansOptions.of(3, Metric.EUCLIDEAN, 0)))
        .isInstanceOf(DinoException.class)
        .hasMessage("2 vectors make no 3 clusters: ask for fewer");
  }
}
