package io.github.dino4j.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
  private static final List<String> NAMES = List.of("a", "b", "c");

  @Test
  void severalLabelsStandInOneField() {
    LabelSets sets = LabelSets.parse(Arrays.asList("a; c", "", null, "b;b"), NAMES);

    assertThat(sets.sets()).isDeepEqualTo(new int[][] {{0, 2}, {}, {}, {1}});
    assertThatThrownBy(() -> LabelSets.parse(List.of("a,b"), NAMES))
        .hasMessage("label a,b is none of the 3 classes: several are written with ; between them");
  }

  @Test
  void whateverLiesInTheSetIsRightAndEmptySetsArePassedOver() {
    Predictions.Collector collector = Predictions.collect(new int[] {-1, -1, -1, -1}, 3);
    collector.add(new float[] {3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1});
    Predictions predictions = collector.done();

    LabelSets sets = new LabelSets(new int[][] {{2, 0}, {1}, {}, {2}});

    assertThat(sets.accuracy(predictions, 1).value()).isEqualTo(1 / 3.0);
    assertThat(sets.accuracy(predictions, 2).value()).isEqualTo(2 / 3.0);
    assertThatThrownBy(() -> new LabelSets(new int[4][0]).accuracy(predictions, 1))
        .hasMessage("none of the images has a label");
  }

  /**
   * The rule as the VOC kit words it: of each of eleven recalls the best precision from there on.
   */
  private static double elevenPoints(float[] logits, boolean[] positive) {
    int[] order =
        IntStream.range(0, logits.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -logits[i]))
            .mapToInt(i -> i)
            .toArray();
    long all = IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    double sum = 0;
    for (int threshold = 0; threshold <= 10; threshold++) {
      double best = 0;
      int found = 0;
      for (int rank = 1; rank <= order.length; rank++) {
        found += positive[order[rank - 1]] ? 1 : 0;
        if (10L * found >= threshold * all) {
          best = Math.max(best, (double) found / rank);
        }
      }
      sum += best;
    }
    return sum / 11;
  }

  @Test
  void elevenPointsAreThoseOfThePlainRule() {
    Random random = new Random(4);
    int images = 60;
    float[] logits = new float[images * 4];
    int[][] sets = new int[images][];
    for (int i = 0; i < images; i++) {
      sets[i] = IntStream.range(0, 3).filter(_ -> random.nextInt(3) == 0).toArray();
      for (int c = 0; c < 4; c++) {
        logits[i * 4 + c] = random.nextInt(100);
      }
      for (int label : sets[i]) {
        logits[i * 4 + label] += 30;
      }
    }

    ElevenPointPrecision found = ElevenPointPrecision.of(logits, new LabelSets(sets));

    double mean = 0;
    for (int label = 0; label < 3; label++) {
      int c = label;
      float[] column = new float[images];
      boolean[] positive = new boolean[images];
      for (int i = 0; i < images; i++) {
        column[i] = logits[i * 4 + c];
        positive[i] = Arrays.stream(sets[i]).anyMatch(each -> each == c);
      }
      double expected = elevenPoints(column, positive);
      // The same quotients, added in another order.
      assertThat(found.byClass()[label]).isCloseTo(expected, offset(1e-12));
      mean += expected / 3;
    }
    assertThat(found.byClass()[3]).isNaN();
    assertThat(found.mean().value()).isCloseTo(mean, offset(1e-12));
    assertThat(found.mean().value()).isBetween(found.mean().low(), found.mean().high());
  }
}
