package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.Clusters;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NearDuplicatesTest {
  private static final float THRESHOLD = 0.9f;

  /** Lists miss a pair now and then; what they connect is connected. */
  @Test
  void findsThePlantedGroupsAndNoOthers() {
    VectorBlock vectors = Duplicates.planted(Duplicates.sizes(1500, 30, 1), 32, 0.2, 7);
    NearDuplicates.Result result =
        NearDuplicates.search(vectors, DedupOptions.of(THRESHOLD, 1).withListSize(50, 250));
    assertNearlyAll(result, vectors, 0.999);
    assertThat(result.counters().lists()).isGreaterThan(20);
    assertThat(result.counters().comparisons())
        .isLessThan((long) vectors.size() * vectors.size() / 8);
  }

  /**
   * @param recall which part of the edges of a spanning forest is found
   */
  private static void assertNearlyAll(
      NearDuplicates.Result result, VectorBlock vectors, double recall) {
    int[] exact = Duplicates.components(vectors, THRESHOLD);
    int[] found = result.components().label();
    Edges forest = result.forest();
    for (int i = 0; i < forest.size(); i++) {
      double cosine = vectors.dot(forest.first(i), vectors, forest.second(i));
      assertThat(cosine).isGreaterThan(THRESHOLD - 1e-6); // float32 may round either way
      assertThat(exact[forest.first(i)]).isEqualTo(exact[forest.second(i)]);
    }
    assertThat(Components.of(found.length, List.of(forest)).label()).isEqualTo(found);
    long edges = exact.length - Arrays.stream(exact).distinct().count();
    assertThat((double) forest.size()).isGreaterThanOrEqualTo(recall * edges);
  }

  /** One group is far larger than a list may be: of noisy copies, and of equal ones. */
  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0})
  void aGiantGroupStaysTogether(double noise) {
    int[] sizes = Duplicates.sizes(600, 5, 1);
    sizes[17] = 3000;
    VectorBlock vectors = Duplicates.planted(sizes, 32, noise, 7);
    NearDuplicates.Result result =
        NearDuplicates.search(vectors, DedupOptions.of(THRESHOLD, 1).withListSize(50, 100));
    assertNearlyAll(result, vectors, noise == 0 ? 1 : 0.999);
    assertThat(result.counters().largestList()).isGreaterThan(100);
    // each vector of the giant list is in a few lists of 100, however large it is
    assertThat(result.counters().comparisons()).isLessThan(8L * 100 * vectors.size());
  }

  @Test
  void theSameOnAnyNumberOfThreads() throws Exception {
    VectorBlock vectors = Duplicates.planted(Duplicates.sizes(800, 20, 3), 24, 0.3, 7);
    DedupOptions options = DedupOptions.of(0.8f, 1).withListSize(40, 100);
    try (ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool four = new ForkJoinPool(4)) {
      NearDuplicates.Result alone = one.submit(() -> NearDuplicates.search(vectors, options)).get();
      NearDuplicates.Result together =
          four.submit(() -> NearDuplicates.search(vectors, options)).get();
      assertThat(together.components().label()).isEqualTo(alone.components().label());
      assertThat(together.counters()).isEqualTo(alone.counters());
    }
  }

  @Test
  void aListThatIsTooLargeBecomesSeveral() {
    VectorBlock vectors = Duplicates.planted(new int[] {300, 20, 20, 20, 20, 20}, 16, 0.3, 7);
    DedupOptions options = DedupOptions.of(0.8f, 1).withListSize(200, 400);
    CandidateLists lists = CandidateLists.train(vectors, vectors.size(), options);
    int[][] members = Clusters.members(lists.assign(vectors).nearest().centroid(), lists.size());
    int large =
        IntStream.range(0, members.length)
            .boxed()
            .max(Comparator.comparingInt(list -> members[list].length))
            .orElseThrow();
    CandidateLists finer =
        lists.split(Map.of(large, vectors.select(members[large])), Map.of(large, 5), options);
    assertThat(finer.size()).isEqualTo(lists.size() + 4);
    int[] sizes = new int[finer.size()];
    Arrays.stream(finer.assign(vectors).nearest().centroid()).forEach(list -> sizes[list]++);
    assertThat(Arrays.stream(sizes).max().orElseThrow()).isLessThan(members[large].length / 2);
  }

  @Test
  void cutsAListIntoEvenPartsWithSharedPivots() {
    ListCut cut = new ListCut(100_000, 1000, 3);
    assertThat(cut.parts()).isEqualTo(102);
    int[] sizes = new int[102];
    int pivots = 0;
    for (int id = 0; id < 100_000; id++) {
      sizes[cut.part(id)]++;
      pivots += cut.isPivot(id) ? 1 : 0;
    }
    // 980 each and 16 pivots, within five standard deviations
    assertThat(Arrays.stream(sizes).boxed()).allMatch(size -> size > 820 && size < 1140);
    assertThat(pivots).isBetween(1, 36);
    assertThat(new ListCut(1000, 1000, 3).parts()).isEqualTo(1);
    assertThat(new ListCut(1000, 1000, 3).isPivot(5)).isFalse();
  }

  @Test
  void allPairsAreThoseOfTheNaiveSearch() {
    VectorBlock vectors = Duplicates.planted(Duplicates.sizes(150, 10, 5), 8, 0.4, 7);
    Edges pairs = new PairSearch(DedupOptions.of(0.85f, 0)).allPairs(vectors);
    BitSet found = new BitSet();
    for (int i = 0; i < pairs.size(); i++) {
      assertThat(pairs.first(i)).isLessThan(pairs.second(i));
      found.set(pairs.first(i) * vectors.size() + pairs.second(i));
    }
    assertThat(found.cardinality()).isEqualTo(pairs.size());
    for (int i = 0; i < vectors.size(); i++) {
      for (int j = i + 1; j < vectors.size(); j++) {
        double cosine = vectors.dot(i, vectors, j);
        if (Math.abs(cosine - 0.85) > 1e-6) { // float32 may round either way
          assertThat(found.get(i * vectors.size() + j)).isEqualTo(cosine >= 0.85);
        }
      }
    }
  }

  @Test
  void componentsThatTouchOthersGoWhole() {
    Edges edges = new Edges();
    edges.add(0, 3, 1);
    edges.add(3, 5, 1);
    edges.add(1, 2, 1);
    Components components = Components.of(7, List.of(edges));
    assertThat(components.groups()).isDeepEqualTo(new int[][] {{0, 3, 5}, {1, 2}});
    BitSet reference = new BitSet();
    reference.set(5);
    reference.set(6);
    assertThat(components.touching(reference).stream()).containsExactly(0, 3, 5, 6);
  }

  @Test
  void refusesAnEmptyPoolAndThresholdsThatAreNone() {
    assertThatThrownBy(
            () -> NearDuplicates.search(new VectorBlock(new float[0], 4), DedupOptions.of(0.5f, 0)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("the pool is empty");
    assertThatThrownBy(() -> DedupOptions.of(1.5f, 0))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("a cosine of 1.5");
  }
}
