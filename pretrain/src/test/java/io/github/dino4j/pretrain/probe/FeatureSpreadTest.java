package io.github.dino4j.pretrain.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FeatureSpreadTest {
  @Test
  void equalDirectionsCountFully() {
    float[] axes = {1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1};

    FeatureSpread spread = FeatureSpread.of(axes, 3);

    assertThat(spread.effectiveRank()).isCloseTo(3, offset(1e-9));
    assertThat(spread.meanCosine()).isCloseTo(-3 * 2 / (6.0 * 5), offset(1e-6));
  }

  @Test
  void singularValuesWeighTheirDirections() {
    // Centred, with singular values 3 sqrt 2 and sqrt 2: shares 3/4 and 1/4.
    float[] cross = {3 + 5, 5, -3 + 5, 5, 5, 1 + 5, 5, -1 + 5};
    double entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));

    assertThat(FeatureSpread.of(cross, 2).effectiveRank())
        .isCloseTo(Math.exp(entropy), offset(1e-9));
  }

  @Test
  void aLineIsOneDirection() {
    float[] line = {1, 2, 3, 2, 4, 6, 3, 6, 9};

    FeatureSpread spread = FeatureSpread.of(line, 3);

    // Eigenvalues of the covariance are exact to 1e-16, their roots to 1e-8.
    assertThat(spread.effectiveRank()).isCloseTo(1, offset(1e-5));
    assertThat(spread.meanCosine()).isCloseTo(1, offset(1e-6));
  }

  @Test
  void nothingIsLeftOfACollapsedModel() {
    float[] same = {1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3};

    FeatureSpread spread = FeatureSpread.of(same, 3);

    assertThat(spread.effectiveRank()).isEqualTo(1);
    assertThat(spread.meanCosine()).isCloseTo(1, offset(1e-6));
  }

  @Test
  void theMeanCosineIsThatOfAllPairs() {
    Random random = new Random(5);
    int dim = 7;
    float[] rows = new float[20 * dim];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextGaussian() + 0.5f;
    }
    double sum = 0;
    for (int a = 0; a < 20; a++) {
      for (int b = 0; b < a; b++) {
        sum += cosine(rows, a, b, dim);
      }
    }

    assertThat(FeatureSpread.of(rows, dim).meanCosine()).isCloseTo(sum / 190, offset(1e-6));
  }

  private static double cosine(float[] rows, int a, int b, int dim) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int i = 0; i < dim; i++) {
      product += rows[a * dim + i] * rows[b * dim + i];
      first += rows[a * dim + i] * rows[a * dim + i];
      second += rows[b * dim + i] * rows[b * dim + i];
    }
    return product / Math.sqrt(first * second);
  }
}
