package io.github.dino4j.evaluate.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetRetrievalTest {
  private static Map<String, Object> golden;

  @BeforeAll
  static void read() throws IOException {
    golden = Json.object(RevisitedRetrievalTest.resource("met.json"));
  }

  private static double[] numbers(String name) {
    return ((List<?>) RevisitedRetrievalTest.at(golden, name))
        .stream().mapToDouble(x -> ((Number) x).doubleValue()).toArray();
  }

  private static double number(String name) {
    return ((Number) RevisitedRetrievalTest.at(golden, name)).doubleValue();
  }

  private static Embeddings features(String split) {
    double[] values = numbers(split + "_features");
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return new Embeddings(floats, (int) number("dimension"));
  }

  private static MetRetrieval.Labelled labelled(String split) {
    double[] labels = numbers(split + "_labels");
    int[] whole = new int[labels.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (int) labels[i];
    }
    return new MetRetrieval.Labelled(features(split), whole);
  }

  @Test
  void tunesAndMeasuresAsTheFormulasDo() {
    MetRetrieval met = new MetRetrieval(labelled("train"));

    MetClassifier classifier = met.tune(labelled("validation"));
    MetRetrieval.Result result = met.evaluate(labelled("test"), classifier);

    assertThat(classifier.neighbours()).isEqualTo((int) number("neighbours"));
    assertThat(classifier.temperature()).isEqualTo(number("temperature"));
    // The order of the predictions is the same, so the figures are the same fractions.
    assertThat(result.gap().value()).isCloseTo(number("gap"), within(1e-12));
    assertThat(result.gapWithoutDistractors().value())
        .isCloseTo(number("gap_without_distractors"), within(1e-12));
    assertThat(result.accuracy().value()).isCloseTo(number("accuracy"), within(1e-12));
    double[] labels = numbers("predictions");
    double[] confidences = numbers("confidences");
    for (int i = 0; i < labels.length; i++) {
      assertThat(result.predictions().get(i).label()).isEqualTo((int) labels[i]);
      // Whitening in float32: cosines differ by some 1e-6.
      assertThat(result.predictions().get(i).confidence()).isCloseTo(confidences[i], within(1e-5));
    }
    assertThat(result.gap().low()).isLessThan(result.gap().value());
    assertThat(result.gap().high()).isGreaterThan(result.gap().value());
  }

  @Test
  void whitensToFewerComponents() {
    Embeddings white = Whitening.fit(features("train"), 10).apply(features("test"));

    double[] cosines = numbers("cosines_of_ten_components");
    assertThat(white.dim()).isEqualTo(10);
    for (int i = 0; i < white.size(); i++) {
      double cosine = 0;
      for (int d = 0; d < 10; d++) {
        cosine += white.values()[i * 10 + d] * white.values()[d];
      }
      assertThat(cosine).isCloseTo(cosines[i], within(1e-5)); // float32
    }
  }

  @Test
  void whiteningLeavesOutWhatDoesNotVary() {
    // The third feature of each is 0 after scaling, so two directions at most vary.
    float[] rows = {1, 0, 0, 0, 1, 0, -1, 0, 0, 0, -1, 0};
    assertThat(Whitening.fit(new Embeddings(rows, 3), 3).apply(new Embeddings(rows, 3)).dim())
        .isEqualTo(2);
  }

  @Test
  void refusesDistractorsAlone() {
    MetRetrieval met = new MetRetrieval(labelled("train"));
    Embeddings one =
        new Embeddings(new float[(int) number("dimension")], (int) number("dimension"));
    MetRetrieval.Labelled alone =
        new MetRetrieval.Labelled(one, new int[] {MetRetrieval.DISTRACTOR});
    assertThatThrownBy(() -> met.tune(alone))
        .isInstanceOf(DinoException.class)
        .hasMessage("no query has a class: all are distractors");
  }
}
