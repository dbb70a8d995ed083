package io.github.dino4j.search.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.exact.ExactVectorIndex;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import io.github.dino4j.search.lucene.SearchEffort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecallMeasurementTest {
  private static final int DIM = 32;
  private static final int COUNT = 2_000;
  private static final IndexDescription VECTORS =
      new IndexDescription(DIM, "model", "hash", "transform", "cls");

  @TempDir Path folder;

  private static void fill(VectorIndex index) {
    Random random = new Random(5);
    List<IndexedVector> vectors = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      float[] vector = new float[DIM];
      for (int d = 0; d < DIM; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      vectors.add(new IndexedVector("v" + i, vector));
    }
    index.add(vectors);
    index.commit();
  }

  private static double recall(RecallMeasurement measurement, int ef) {
    return measurement.measure(new SearchEffort(ef, 1)).orElseThrow().recall();
  }

  @Test
  void aGraphThatLooksAtAllVectorsMissesNothingAndOneThatLooksAtFewDoes() {
    try (LuceneIndex index = LuceneIndex.create(folder, VECTORS, GraphOptions.DEFAULT)) {
      fill(index);
      RecallMeasurement measurement = new RecallMeasurement(index, 10, 200, _ -> {});
      assertThat(measurement.queries()).isEqualTo(200);
      assertThat(recall(measurement, COUNT)).isEqualTo(1);
      // Codes of one bit in random directions: the true neighbours are often not among the first.
      assertThat(recall(measurement, 11)).isBetween(0.05, 0.8);
      assertThat(recall(measurement, 100)).isBetween(recall(measurement, 11), 1.0);
    }
  }

  @Test
  void anExactIndexMissesNothingAndHasNoChoice() {
    try (VectorIndex index = ExactVectorIndex.create(folder, VECTORS)) {
      fill(index);
      RecallMeasurement measurement = new RecallMeasurement(index, 5, 10 * COUNT, _ -> {});
      assertThat(measurement.queries()).isEqualTo(COUNT);
      assertThat(measurement.measure().recall()).isEqualTo(1);
      assertThat(measurement.measure(SearchEffort.DEFAULT)).isEmpty();
    }
  }

  @Test
  void anIndexOfNoMoreThanKVectorsIsRefused() {
    try (VectorIndex index = ExactVectorIndex.create(folder, VECTORS)) {
      fill(index);
      assertThatThrownBy(() -> new RecallMeasurement(index, COUNT, 1, _ -> {}))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("has no 2000 neighbours");
    }
  }
}
