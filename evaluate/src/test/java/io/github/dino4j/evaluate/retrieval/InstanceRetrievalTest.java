package io.github.dino4j.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageBytes;
import io.github.dino4j.data.record.ImageRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceRetrievalTest {
  private static final int DIM = 8;

  /** Small whole numbers: many equal cosines, none of them with rounding that could differ. */
  private static InstanceSet random(long seed, int images) {
    Random random = new Random(seed);
    float[] values = new float[images * DIM];
    List<@Nullable String> instances = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      for (int i = 0; i < 4; i++) { // four entries of 1 or -1: every length is 2
        int at = image * DIM + 2 * i + random.nextInt(2);
        values[at] = random.nextBoolean() ? 1 : -1;
      }
      int instance = random.nextInt(8);
      instances.add(instance == 0 ? null : "thing " + instance);
    }
    return new InstanceSet(new Embeddings(values, DIM), instances);
  }

  private static double cosine(Embeddings a, int i, Embeddings b, int j) {
    double sum = 0;
    for (int d = 0; d < DIM; d++) {
      sum += a.values()[i * DIM + d] * b.values()[j * DIM + d];
    }
    return sum;
  }

  /** All images sorted, positives looked for one after the other. */
  private static double naiveAveragePrecision(
      InstanceSet queries, int query, InstanceSet database, int ignored) {
    List<Integer> order =
        IntStream.range(0, database.instances().size())
            .filter(image -> image != ignored)
            .boxed()
            .sorted(
                Comparator.comparingDouble(
                    image -> -cosine(queries.embeddings(), query, database.embeddings(), image)))
            .toList();
    String wanted = queries.instances().get(query);
    double sum = 0;
    int found = 0;
    for (int rank = 0; rank < order.size(); rank++) {
      if (wanted != null && wanted.equals(database.instances().get(order.get(rank)))) {
        sum += (double) ++found / (rank + 1);
      }
    }
    return sum / found; // NaN without a positive
  }

  @Test
  void equalsANaiveRankingOfQueriesAndDatabase() {
    InstanceSet queries = random(1, 23);
    InstanceSet database = random(2, 131);

    RetrievalResult result = InstanceRetrieval.between(queries, database);

    double[] naive =
        IntStream.range(0, 23)
            .mapToDouble(query -> naiveAveragePrecision(queries, query, database, -1))
            .filter(each -> !Double.isNaN(each))
            .toArray();
    assertThat(result.queries()).hasSize(naive.length).hasSizeLessThan(23);
    for (int i = 0; i < naive.length; i++) {
      assertThat(AveragePrecision.RECTANGULAR.of(result.queries().get(i).ranks()))
          .isCloseTo(naive[i], within(1e-12)); // the same sum
    }
    assertThat(result.meanAveragePrecision().value())
        .isCloseTo(Arrays.stream(naive).average().orElseThrow(), within(1e-12));
  }

  @Test
  void leavesEachImageOutOfItsOwnRanking() {
    InstanceSet images = random(3, 90);

    RetrievalResult result = InstanceRetrieval.leaveOneOut(images);

    double mean =
        IntStream.range(0, 90)
            .mapToDouble(query -> naiveAveragePrecision(images, query, images, query))
            .filter(each -> !Double.isNaN(each))
            .average()
            .orElseThrow();
    assertThat(result.meanAveragePrecision().value()).isCloseTo(mean, within(1e-12));
    assertThat(result.queries())
        .allSatisfy(query -> assertThat(query.nearest()).hasSize(10).doesNotContain(query.query()));
  }

  @Test
  void countsRecallAndPrecision() {
    Embeddings query = new Embeddings(new float[] {1, 0}, 2);
    Embeddings database = new Embeddings(new float[] {1, 0.1f, 1, 0.2f, 1, 0.3f, 1, 0.4f}, 2);
    List<@Nullable String> instances = Arrays.asList(null, "a", "b", "a");

    RetrievalResult result =
        InstanceRetrieval.between(
            new InstanceSet(query, List.of("a")), new InstanceSet(database, instances));

    assertThat(result.queries().getFirst().ranks()).containsExactly(1, 3);
    assertThat(result.queries().getFirst().nearest()).containsExactly(0, 1, 2, 3);
    assertThat(RevisitedRetrievalTest.at(result.recallAt(), 1).value()).isEqualTo(0);
    assertThat(RevisitedRetrievalTest.at(result.recallAt(), 5).value()).isEqualTo(1);
    assertThat(RevisitedRetrievalTest.at(result.precisionAt(), 5).value())
        .isEqualTo(0.5); // 2 of the first 4
  }

  @Test
  void refusesQueriesWithoutAnyPositive() {
    Embeddings one = new Embeddings(new float[] {1, 0}, 2);
    InstanceSet a = new InstanceSet(one, List.of("a"));
    InstanceSet b = new InstanceSet(one, List.of("b"));
    assertThatThrownBy(() -> InstanceRetrieval.between(a, b))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("none of 1 queries has a positive");
  }

  @Test
  void pairsCountBothDirections() {
    // Each looks for its partner: ranks 0 and 1 one way, 0 and 0 the other.
    Embeddings old = new Embeddings(new float[] {1, 0, 0.8f, 0.6f}, 2);
    Embeddings today = new Embeddings(new float[] {0.96f, 0.28f, 0, 1}, 2);

    RetrievalResult result = PairRetrieval.evaluate(old, today);

    assertThat(result.queries().stream().map(query -> query.ranks()[0]))
        .containsExactly(0, 1, 0, 0);
    assertThat(result.meanAveragePrecision().value()).isEqualTo((1 + 0.5 + 1 + 1) / 4);
  }

  @Test
  void readsTheInstanceOfAColumnOrAFolder() {
    var columns = new LinkedHashMap<>(Map.of("instance", "tower"));
    ImageBytes bytes = ImageBytes.held(new byte[0]);
    assertThat(
            InstanceSet.instance(
                new ImageRecord("x/1.jpg", "", Annotation.ofColumns(columns), bytes)))
        .isEqualTo("tower");
    assertThat(InstanceSet.instance(new ImageRecord("x/y/1.jpg", "", Annotation.NONE, bytes)))
        .isEqualTo("x/y");
    assertThat(InstanceSet.instance(new ImageRecord("a.tar/1.jpg", "", Annotation.NONE, bytes)))
        .isNull();
    assertThat(InstanceSet.instance(new ImageRecord("1.jpg", "", Annotation.NONE, bytes))).isNull();
  }
}
