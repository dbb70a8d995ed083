package io.github.dino4j.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RevisitedRetrievalTest {
  private static final int QUERIES = 6;
  private static final int IMAGES = 60;

  static byte[] resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RevisitedRetrievalTest.class.getResourceAsStream("/golden/eval/" + name))) {
      return in.readAllBytes();
    }
  }

  /** Where a tensor's numbers begin in the fixture. */
  private static ByteBuffer tensor(String name) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(resource("retrieval.safetensors"));
    int length = (int) file.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    String header = new String(file.array(), 8, length, StandardCharsets.UTF_8);
    Map<?, ?> entry =
        (Map<?, ?>) at(Json.object(header.strip().getBytes(StandardCharsets.UTF_8)), name);
    long start = (Long) ((List<?>) at(entry, "data_offsets")).getFirst();
    return file.slice(8 + length + (int) start, file.capacity() - 8 - length - (int) start)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Queries along the axes and images of length 1 whose cosines are a hundredth of what is given.
   */
  private static Embeddings images(ByteBuffer similarities) {
    float[] values = new float[IMAGES * (QUERIES + 1)];
    for (int image = 0; image < IMAGES; image++) {
      double rest = 1;
      for (int query = 0; query < QUERIES; query++) {
        float cosine = similarities.getFloat(4 * (query * IMAGES + image)) / 100;
        values[image * (QUERIES + 1) + query] = cosine;
        rest -= cosine * cosine;
      }
      values[image * (QUERIES + 1) + QUERIES] = (float) Math.sqrt(rest);
    }
    return new Embeddings(values, QUERIES + 1);
  }

  private static Embeddings axes() {
    float[] values = new float[QUERIES * (QUERIES + 1)];
    for (int query = 0; query < QUERIES; query++) {
      values[query * (QUERIES + 1) + query] = 1;
    }
    return new Embeddings(values, QUERIES + 1);
  }

  private static RevisitedTruth truth(ByteBuffer labels) {
    List<RevisitedTruth.Query> queries = new ArrayList<>();
    for (int query = 0; query < QUERIES; query++) {
      int row = query * IMAGES;
      int[][] grades = new int[4][];
      for (int grade = 0; grade < 4; grade++) {
        long wanted = grade;
        grades[grade] =
            IntStream.range(0, IMAGES)
                .filter(image -> labels.getLong(8 * (row + image)) == wanted)
                .toArray();
      }
      queries.add(new RevisitedTruth.Query("q" + query, null, grades[1], grades[2], grades[3]));
    }
    return new RevisitedTruth(
        IntStream.range(0, IMAGES).mapToObj(i -> "image" + i).toList(), queries);
  }

  static <V> V at(Map<?, ? extends V> map, Object key) {
    return Objects.requireNonNull(map.get(key));
  }

  @Test
  void equalsTheGoldenFigures() throws IOException {
    Map<Difficulty, RetrievalResult> results =
        RevisitedRetrieval.evaluate(
            axes(), images(tensor("similarities")), truth(tensor("labels")));

    Map<?, ?> setups = (Map<?, ?>) at(Json.object(resource("retrieval.json")), "setups");
    assertThat(results).hasSize(3);
    results.forEach((difficulty, result) -> {
      Map<?, ?> expected = (Map<?, ?>) at(setups, difficulty.name().toLowerCase(Locale.ROOT));
      // Both sides are the same sums in double: some units in the last place.
      assertThat(result.meanAveragePrecision().value())
          .isCloseTo((Double) expected.get("mean_average_precision"), within(1e-12));
      Map<?, ?> precision = (Map<?, ?>) at(expected, "mean_precision_at");
      result
          .precisionAt()
          .forEach((k, estimate) ->
              assertThat(estimate.value())
                  .isCloseTo((Double) precision.get(k.toString()), within(1e-12)));
      assertThat((long) result.queries().size()).isEqualTo(expected.get("queries_counted"));
    });
    assertThat(at(results, Difficulty.HARD).withoutPositive()).containsExactly(5);
    assertThat(at(results, Difficulty.HARD).leftOut(i -> "q" + i))
        .contains("left out 1 of 6 queries, which have no positive in the database: q5");
  }

  @Test
  void refusesAnotherNumberOfVectorsThanPictures() {
    RevisitedTruth truth = new RevisitedTruth(List.of("a"), List.of());
    assertThatThrownBy(() -> RevisitedRetrieval.evaluate(axes(), axes(), truth))
        .isInstanceOf(DinoException.class)
        .hasMessage("6 queries where the ground truth names 0");
  }
}
