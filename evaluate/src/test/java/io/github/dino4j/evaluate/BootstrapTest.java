package io.github.dino4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  /** 400 images of which 80 % are right: by the normal approximation 1.96 * sqrt(.8 * .2 / 400). */
  @Test
  void intervalOfAShareIsThatOfTheBinomialDistribution() {
    double[] hits = new double[400];
    Arrays.fill(hits, 0, 320, 1);

    Estimate share = Bootstrap.mean(hits);

    assertThat(share.value()).isEqualTo(0.8);
    assertThat(share.low()).isCloseTo(0.8 - 0.0392, within(0.006));
    assertThat(share.high()).isCloseTo(0.8 + 0.0392, within(0.006));
  }

  @Test
  void theSameDataGiveTheSameInterval() {
    double[] values = new Random(1).doubles(50).toArray();

    assertThat(Bootstrap.mean(values)).isEqualTo(Bootstrap.mean(values));
  }

  /** The largest of all values is in most resamples, and never exceeded. */
  @Test
  void anyFigureIsResampled() {
    double[] values = new Random(2).doubles(30).toArray();

    Estimate largest =
        Bootstrap.of(
            values.length, rows -> Arrays.stream(rows).mapToDouble(i -> values[i]).max().orElse(0));

    double all = Arrays.stream(values).max().orElse(0);
    assertThat(largest.value()).isEqualTo(all);
    assertThat(largest.high()).isEqualTo(all);
    assertThat(largest.low()).isLessThan(all);
  }

  @Test
  void resamplesWithoutAFigureAreLeftOut() {
    Estimate none = Bootstrap.of(3, rows -> rows[0] == 0 && rows[1] == 1 ? 5 : Double.NaN);

    assertThat(none).isEqualTo(new Estimate(5, 5, 5));
  }
}
