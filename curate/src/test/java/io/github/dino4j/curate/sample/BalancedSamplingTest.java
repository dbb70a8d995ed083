package io.github.dino4j.curate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.kmeans.CentroidIndex;
import io.github.dino4j.curate.kmeans.Centroids;
import io.github.dino4j.curate.kmeans.ClusterTree;
import io.github.dino4j.curate.kmeans.HierarchicalKMeans;
import io.github.dino4j.curate.kmeans.HierarchyOptions;
import io.github.dino4j.curate.kmeans.HierarchyOptions.Level;
import io.github.dino4j.curate.kmeans.Metric;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BalancedSamplingTest {
  /** Deals the target out one by one, round after round, to all that have some left. */
  private static long[] dealt(int[] sizes, int target) {
    long[] shares = new long[sizes.length];
    int left = target;
    while (true) {
      int open = 0;
      for (int i = 0; i < sizes.length; i++) {
        open += shares[i] < sizes[i] ? 1 : 0;
      }
      if (open == 0 || open > left) {
        return shares; // what is left is drawn
      }
      for (int i = 0; i < sizes.length; i++) {
        if (shares[i] < sizes[i]) {
          shares[i]++;
          left--;
        }
      }
    }
  }

  @Property
  void aCutIsDealingOutOneByOne(
      @ForAll @Size(max = 15) List<@IntRange(max = 60) Integer> drawn,
      @ForAll @IntRange(max = 700) int target,
      @ForAll long seed) {
    int[] sizes = drawn.stream().mapToInt(size -> size).toArray();
    long[] sizesOfAll = Arrays.stream(sizes).asLongStream().toArray();
    long[] shares = BalancedSampling.cut(sizesOfAll, target, new SeededOrder(seed));
    long[] dealt = dealt(sizes, target);
    assertThat(Arrays.stream(shares).sum())
        .isEqualTo(Math.min(target, Arrays.stream(sizesOfAll).sum()));
    for (int i = 0; i < sizes.length; i++) {
      assertThat(shares[i] - dealt[i]).isBetween(0L, 1L);
      assertThat(shares[i]).isLessThanOrEqualTo(sizes[i]);
    }
  }

  /** What remains of a cut falls on each cluster alike. */
  @Test
  void theRemainderIsDrawn() {
    int[] drawn = new int[4];
    for (int seed = 0; seed < 4000; seed++) {
      long[] shares = BalancedSampling.cut(new long[] {9, 9, 1, 9}, 8, new SeededOrder(seed));
      for (int i = 0; i < 4; i++) {
        drawn[i] += (int) shares[i];
      }
    }
    assertThat(drawn[2]).isEqualTo(4000);
    for (int i : new int[] {0, 1, 3}) {
      // 2 each and one of three: 9,333, five standard deviations of 30
      assertThat(drawn[i]).isBetween(9_183, 9_483);
    }
  }

  /** A tree of two levels above six clusters, without meaningful centroids. */
  private static ClusterTree tree(int... parents) {
    Centroids six = new Centroids(Blobs.normal(6, 2, 1), Metric.EUCLIDEAN);
    Centroids two = new Centroids(Blobs.normal(2, 2, 1), Metric.EUCLIDEAN);
    return new ClusterTree(List.of(six, two), List.of(new int[0], parents));
  }

  @Test
  void goesDownTheTree() {
    ClusterTree tree = tree(0, 0, 0, 0, 0, 1);
    long[] sizes = {1000, 1000, 1, 1000, 1000, 30};
    BalancedSampling sampling = new BalancedSampling(Pick.RANDOM, 3);
    // the second cluster above has 30 in all; the first gives the other 70, one of which is alone
    long[] shares = sampling.shares(tree, sizes, 100);
    assertThat(shares[5]).isEqualTo(30);
    assertThat(shares[2]).isEqualTo(1);
    assertThat(Arrays.stream(shares).sum()).isEqualTo(100);
    for (int i : new int[] {0, 1, 3, 4}) {
      assertThat(shares[i]).isBetween(17L, 18L);
    }
    assertThat(sampling.shares(tree, sizes, 10_000)).isEqualTo(sizes);
  }

  @Test
  void picksByDistanceOrAtRandom() {
    long[] ids = {5, 6, 7, 8};
    float[] scores = {0.5f, 0.9f, 0.1f, 0.9f};
    assertThat(new BalancedSampling(Pick.CLOSEST, 0).choose(ids, scores, 1)).containsExactly(1);
    assertThat(new BalancedSampling(Pick.FARTHEST, 0).choose(ids, scores, 2)).containsExactly(0, 2);
    int[] drawn = new int[4];
    for (int seed = 0; seed < 400; seed++) {
      drawn[new BalancedSampling(Pick.RANDOM, seed).choose(ids, scores, 1)[0]]++;
    }
    for (int count : drawn) {
      assertThat(count).isBetween(57, 143); // 100, within five standard deviations
    }
  }

  /** Skewed blobs: what a sample of the pool has of the rarest concept, and what a balanced one. */
  @Test
  void rareConceptsGrow() {
    int[] sizes = {6000, 2000, 700, 200, 70, 30};
    int[] labels = Blobs.labels(sizes);
    VectorBlock vectors = Blobs.around(sizes, 16, 0.3, 3);
    ClusterTree tree =
        HierarchicalKMeans.train(
            vectors,
            new HierarchyOptions(
                List.of(new Level(300, 10, 8), new Level(60, 10, 3), new Level(6, 10, 5)),
                1,
                Metric.EUCLIDEAN,
                30,
                5));
    Assignment assignment = CentroidIndex.of(tree.centroids().getFirst()).assign(vectors);
    BitSet all = new BitSet();
    all.set(0, vectors.size());
    BalancedSampling sampling = new BalancedSampling(Pick.RANDOM, 1);
    BalancedSampling.Sample sample = sampling.sample(tree, assignment.score(), all, 600);
    assertThat(sample.chosen()).hasSize(600).isSorted().doesNotHaveDuplicates();
    assertThat(sample.missing()).isZero();
    int[] counts = new int[6];
    for (int image : sample.chosen()) {
      counts[labels[image]]++;
    }
    // in the pool the rarest is 1 in 300, the commonest 2 in 3: evenly each would have 100
    assertThat(counts[5]).isGreaterThanOrEqualTo(20);
    assertThat(counts[0]).isLessThan(250);
    BalancedSampling.Sample everything = sampling.sample(tree, assignment.score(), all, 10_000);
    assertThat(everything.chosen()).hasSize(9000);
    assertThat(everything.missing()).isEqualTo(1000);
  }

  @Test
  void capsHoldAndDependOnIdsAlone() {
    BitSet all = new BitSet();
    all.set(0, 100);
    long[] ids = IntStream.range(0, 100).asLongStream().toArray();
    Caps caps = new Caps(10, 3);
    BitSet stay = caps.apply(ids, i -> i < 50 ? "a" : i < 95 ? "b" : i < 98 ? "c" : "", all);
    assertThat(stay.get(0, 50).cardinality()).isEqualTo(10);
    assertThat(stay.get(50, 95).cardinality()).isEqualTo(10);
    assertThat(stay.get(95, 100).cardinality()).isEqualTo(5);
    BitSet some = new BitSet();
    some.set(0, 50);
    assertThat(caps.apply(ids, _ -> "a", some)).isEqualTo(stay.get(0, 50));
  }
}
