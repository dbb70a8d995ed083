package io.github.dino4j.curate.retrieve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.kmeans.Assignment;
import io.github.dino4j.curate.product.NearestK;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetrievalTest {
  @Test
  void takesTheNearestOfEachSeedOnce() {
    VectorBlock seeds = Blobs.normal(40, 8, 1).normalized();
    VectorBlock pool = Blobs.normal(300, 8, 2).normalized();
    NearestK nearest = new NearestK(40, 4);
    nearest.search(seeds, pool, LongStream.range(0, 300).toArray());
    List<Chosen> chosen = SeedNeighbours.choose("birds", nearest, 1000);
    long[] expected =
        IntStream.range(0, 40)
            .boxed()
            .flatMapToLong(seed ->
                IntStream.range(0, 300)
                    .boxed()
                    .sorted((a, b) ->
                        Double.compare(pool.dot(b, seeds, seed), pool.dot(a, seeds, seed)))
                    .limit(4)
                    .mapToLong(i -> i))
            .distinct()
            .sorted()
            .toArray();
    assertThat(chosen.stream().mapToLong(Chosen::id).sorted()).containsExactly(box(expected));
    for (Chosen its : chosen) {
      assertThat(its.set()).isEqualTo("birds");
      double best =
          IntStream.range(0, 40)
              .filter(seed -> Arrays.stream(nearest.ids(seed)).anyMatch(id -> id == its.id()))
              .mapToDouble(seed -> pool.dot((int) its.id(), seeds, seed))
              .max()
              .orElseThrow();
      assertThat((double) its.score())
          .isCloseTo(best, org.assertj.core.api.Assertions.within(1e-6));
    }
    assertThat(SeedNeighbours.choose("birds", nearest, 10)).isEqualTo(chosen.subList(0, 10));
  }

  private static Long[] box(long[] numbers) {
    return Arrays.stream(numbers).boxed().toArray(Long[]::new);
  }

  @Test
  void takesImagesOfClustersThatEnoughSeedsFallInto() {
    int[] clusterOfSeed = {1, 1, 1, 1, 2, 2, 2, 4, 4, 4, 4, 4};
    int[] cluster = IntStream.range(0, 500).map(i -> i % 5).toArray();
    Assignment pool = new Assignment(cluster, new float[500]);
    long[] ids = LongStream.range(1000, 1500).toArray();
    ClusterRetrieval retrieval = new ClusterRetrieval(3, 30, 1000, 7);
    assertThat(retrieval.clusters(clusterOfSeed, 5)).containsExactly(1, 4);
    List<Chosen> chosen = retrieval.choose("cars", clusterOfSeed, pool, ids, 5);
    assertThat(chosen).hasSize(60);
    assertThat(chosen.stream().filter(its -> its.by() == 1)).hasSize(30);
    assertThat(chosen).allSatisfy(its -> assertThat(its.id() % 5).isEqualTo(its.by()));
    // a cap takes some of the same images, whatever else there is
    assertThat(chosen)
        .containsAll(new ClusterRetrieval(3, 30, 12, 7).choose("cars", clusterOfSeed, pool, ids, 5))
        .containsAll(
            new ClusterRetrieval(3, 5, 1000, 7).choose("cars", clusterOfSeed, pool, ids, 5));
  }

  @Test
  void anImageThatSeveralSetsChooseCountsForTheFirst() {
    Chosen first = new Chosen(1, "a", 0.5f, 0);
    Chosen other = new Chosen(2, "a", 0.7f, 3);
    Chosen again = new Chosen(1, "b", 0.9f, 4);
    Chosen alone = new Chosen(3, "b", 0.2f, 4);
    assertThat(Chosen.merge(List.of(List.of(first, other), List.of(alone, again))))
        .containsExactly(other, first, alone);
  }

  @Test
  void refusesASeedSetThatRetrievesNothing() {
    assertThatThrownBy(() -> SeedNeighbours.choose("empty", new NearestK(0, 4), 10))
        .isInstanceOf(DinoException.class)
        .hasMessage("the seed set 'empty' retrieves nothing: add seeds, or ask for less of each");
    Assignment pool = new Assignment(new int[] {0}, new float[1]);
    assertThatThrownBy(() ->
            new ClusterRetrieval(3, 5, 9, 0).choose("few", new int[] {0}, pool, new long[1], 1))
        .isInstanceOf(DinoException.class);
  }
}
