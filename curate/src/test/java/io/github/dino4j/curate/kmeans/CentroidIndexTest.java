package io.github.dino4j.curate.kmeans;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CentroidIndexTest {
  @ParameterizedTest
  @CsvSource({"SPHERICAL, 1", "SPHERICAL, 24", "SPHERICAL, 90", "EUCLIDEAN, 2", "EUCLIDEAN, 77"})
  void findsTheTwoNearest(Metric metric, int clusters) {
    VectorBlock vectors = Blobs.normal(300, 10, 1);
    VectorBlock centres = Blobs.normal(clusters, 10, 2);
    if (metric == Metric.SPHERICAL) {
      vectors = vectors.normalized();
      centres = centres.normalized();
    }
    VectorBlock of = vectors;
    VectorBlock to = centres;
    CentroidIndex index = CentroidIndex.of(new Centroids(centres, metric));
    CentroidIndex.TwoNearest two = index.assignTwo(vectors);
    assertThat(index.assign(vectors).centroid()).isEqualTo(two.nearest().centroid());
    double[] distances = two.nearest().squaredDistances(vectors, metric);
    for (int i = 0; i < vectors.size(); i++) {
      int vector = i;
      int[] order =
          IntStream.range(0, clusters)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer c) -> distance(of, vector, to, c)))
              .mapToInt(Integer::intValue)
              .toArray();
      assertThat(two.nearest().centroid()[i]).isEqualTo(order[0]);
      assertThat(two.second().centroid()[i]).isEqualTo(clusters == 1 ? -1 : order[1]);
      assertThat(distances[i])
          .isCloseTo(
              distance(vectors, i, centres, order[0]),
              org.assertj.core.api.Assertions.within(1e-5)); // float32 scores
    }
  }

  private static double distance(VectorBlock a, int i, VectorBlock b, int j) {
    return a.dot(i, a, i) + b.dot(j, b, j) - 2 * a.dot(i, b, j);
  }
}
