package io.github.dino4j.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassificationResultTest {
  private static Predictions predictions(int[] labels, int classes, float... logits) {
    Predictions.Collector collector = Predictions.collect(labels, classes);
    collector.add(logits);
    return collector.done();
  }

  @Test
  void theLikeliestClassesAreThoseOfASort() {
    Random random = new Random(1);
    int[] labels = random.ints(200, 0, 9).toArray();
    float[] logits = new float[200 * 9];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextInt(12); // many are equal
    }

    Predictions found = predictions(labels, 9, logits);

    for (int i = 0; i < 200; i++) {
      int row = i * 9;
      int[] sorted =
          IntStream.range(0, 9)
              .boxed()
              .sorted((a, b) -> Float.compare(logits[row + b], logits[row + a]))
              .mapToInt(c -> c)
              .toArray();
      assertThat(found.likeliest()[i]).containsExactly(Arrays.copyOf(sorted, 5));
      int label = labels[i];
      int rival = sorted[0] == label ? sorted[1] : sorted[0];
      assertThat(found.margins()[i]).isEqualTo(logits[row + label] - logits[row + rival]);
    }
  }

  @Test
  void classesCountTheSameHoweverManyImagesTheyHave() {
    int[] labels = {0, 0, 0, 1, -1};
    Predictions found = predictions(labels, 3, 2, 1, 0, 2, 1, 0, 0, 1, 2, 2, 1, 0, 2, 1, 0);

    ClassificationResult result = ClassificationResult.of(found);

    assertThat(result.top1().value()).isEqualTo(2 / 5.0);
    assertThat(result.top5().value()).isEqualTo(4 / 5.0); // one has no class at all
    assertThat(result.meanPerClass().value()).isEqualTo((2 / 3.0 + 0) / 2);
    assertThat(result.confusion().counts())
        .isDeepEqualTo(new long[][] {{2, 0, 1}, {1, 0, 0}, {0, 0, 0}});
    assertThat(result.confusion().accuracy(0)).isEqualTo(2 / 3.0);
    assertThat(result.confusion().accuracy(2)).isNaN();
    assertThat(result.best(2)).containsExactly(0, 1);
    assertThat(result.worst(2)).containsExactly(2, 3);
  }

  @Test
  void intervalsHoldTheFigure() {
    int[] labels = new Random(2).ints(100, 0, 2).toArray();
    float[] always = new float[200];
    for (int i = 0; i < 200; i += 2) {
      always[i] = 1;
    }

    ClassificationResult result = ClassificationResult.of(predictions(labels, 2, always));

    assertThat(result.top1().value()).isBetween(result.top1().low(), result.top1().high());
    // Half of 100 images: the deviation of the share is 0.05, twice that to either side.
    assertThat(result.top1().high() - result.top1().low()).isBetween(0.15, 0.25);
    assertThat(result.meanPerClass().value()).isEqualTo(0.5);
  }

  @Test
  void theMostConfusedPairsComeFirst() {
    int[] labels = {0, 0, 1, 1, 1};
    Predictions found = predictions(labels, 3, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0);

    assertThat(ConfusionMatrix.of(List.of(found)).mostConfused(2))
        .containsExactly(new ConfusionMatrix.Pair(0, 1, 2), new ConfusionMatrix.Pair(1, 0, 2));
  }

  @Test
  void noImagesAreRefused() {
    Predictions none = predictions(new int[0], 3);

    assertThatThrownBy(() -> ClassificationResult.of(none))
        .isInstanceOf(DinoException.class)
        .hasMessage("there are no images to classify");
  }
}
