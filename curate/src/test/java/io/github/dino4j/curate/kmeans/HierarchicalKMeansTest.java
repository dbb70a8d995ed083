package io.github.dino4j.curate.kmeans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.HierarchyOptions.Level;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HierarchicalKMeansTest {
  /** A concept with most of the images, and rare ones. */
  private static final int[] SIZES = {4000, 800, 400, 200, 100, 60, 40, 30, 20, 20};

  private static final VectorBlock VECTORS = Blobs.around(SIZES, 16, 0.25, 3);

  private static HierarchyOptions options(int splits, int resamplings) {
    return new HierarchyOptions(
        List.of(
            new Level(300, resamplings, 6),
            new Level(60, resamplings, 3),
            new Level(10, resamplings, 3)),
        splits,
        Metric.EUCLIDEAN,
        20,
        5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7})
  void makesATree(int splits) {
    ClusterTree tree = HierarchicalKMeans.train(VECTORS, options(splits, 2));
    assertThat(tree.centroids().stream().map(Centroids::size)).containsExactly(300, 60, 10);
    for (int level = 0; level < 3; level++) {
      int clusters = tree.centroids().get(level).size();
      assertThat(Arrays.stream(tree.parents().get(level)).allMatch(i -> i >= 0 && i < clusters))
          .isTrue();
    }
    int[] top = tree.clusters(2);
    assertThat(top[77])
        .isEqualTo(tree.parents().get(2)[tree.parents().get(1)[tree.parents().get(0)[77]]]);
  }

  /** What the method is for: concepts share the top clusters more evenly than images do. */
  @Test
  void commonConceptsLoseCentroidsToRareOnes() {
    int flat =
        clustersOfTheLargest(
            KMeans.train(VECTORS, KMeansOptions.of(10, Metric.EUCLIDEAN, 5)).centroids());
    ClusterTree tree = HierarchicalKMeans.train(VECTORS, options(1, 10));
    int first = clustersOfTheLargest(tree.centroids().get(0));
    int firstFlat =
        clustersOfTheLargest(
            KMeans.train(VECTORS, KMeansOptions.of(300, Metric.EUCLIDEAN, 5)).centroids());
    assertThat(first).isLessThan(firstFlat);
    assertThat(clustersOfTheLargest(tree.centroids().get(2))).isLessThanOrEqualTo(flat);
  }

  /** Centroids that lie in the first blob. */
  private static int clustersOfTheLargest(Centroids centroids) {
    int[] labels = Blobs.labels(SIZES);
    Centroids blobs = new Centroids(Blobs.normal(SIZES.length, 16, 4), Metric.EUCLIDEAN);
    assertThat(CentroidIndex.of(blobs).assign(VECTORS).centroid()).isEqualTo(labels);
    int[] blob = CentroidIndex.of(blobs).assign(centroids.vectors()).centroid();
    return (int) Arrays.stream(blob).filter(i -> i == 0).count();
  }

  /** A cluster of machines trains each split by itself and puts them together in order. */
  @Test
  void partsMakeTheSameTree() {
    HierarchyOptions options = options(5, 1);
    ClusterTree whole = HierarchicalKMeans.train(VECTORS, options);
    int[] split =
        CentroidIndex.of(HierarchicalKMeans.splits(VECTORS, options)).assign(VECTORS).centroid();
    int[][] members = Clusters.members(split, 5);
    int[] clusters =
        HierarchicalKMeans.clustersOfSplits(
            Arrays.stream(members).mapToLong(its -> its.length).toArray(), options);
    assertThat(Arrays.stream(clusters).sum()).isEqualTo(300);
    int from = Arrays.stream(clusters).limit(3).sum();
    Centroids third =
        HierarchicalKMeans.trainSplit(VECTORS.select(members[3]), 3, clusters[3], options);
    assertThat(whole.centroids().getFirst().vectors().slice(from, from + clusters[3]).values())
        .isEqualTo(third.vectors().values());
  }

  @Test
  void refusesLevelsThatDoNotShrink() {
    List<Level> levels = List.of(Level.of(10, 100), Level.of(10, 10));
    assertThatThrownBy(() -> new HierarchyOptions(levels, 1, Metric.EUCLIDEAN, 5, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("level 2 of the tree has 10 clusters and the one below it 10");
  }
}
