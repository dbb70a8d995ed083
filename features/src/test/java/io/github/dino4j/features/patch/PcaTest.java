package io.github.dino4j.features.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.picture.Golden;
import io.github.dino4j.features.picture.Synthetic;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PcaTest {
  // The fixture is stored in float32; README of the fixtures.
  private static final float TOLERANCE = 1e-4f;

  @Test
  void equalsTheReferenceFixture() throws IOException {
    Golden golden = Golden.open("/golden/eval/pca.safetensors");
    Pca pca = Pca.fit(golden.tensor("patches"), 10, 3);

    assertThat(floats(pca.mean())).containsExactly(golden.tensor("mean"), within(TOLERANCE));
    float[] components = golden.tensor("components");
    for (int k = 0; k < 3; k++) {
      assertThat(floats(pca.components()[k]))
          .containsExactly(Arrays.copyOfRange(components, 10 * k, 10 * k + 10), within(TOLERANCE));
    }
    assertThat(floats(pca.variance()))
        .containsExactly(golden.tensor("explained_variance"), within(TOLERANCE));
    float[] ratio = floats(pca.variance());
    for (int k = 0; k < 3; k++) {
      ratio[k] /= (float) pca.totalVariance();
    }
    assertThat(ratio).containsExactly(golden.tensor("explained_variance_ratio"), within(TOLERANCE));
    assertThat(pca.project(golden.tensor("patches")))
        .containsExactly(golden.tensor("projected"), within(TOLERANCE));
  }

  @Test
  void rowsInAnyNumberOfPiecesGiveTheSameComponents() {
    float[] rows = Synthetic.normal(5000 * 6, 3);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rows[i] * (1 + i % 6) + 100; // far from zero, where naive moments cancel
    }
    Pca whole = Pca.fit(rows, 6, 6);
    PcaFit pieces = new PcaFit(6);
    for (int from = 0; from < rows.length; from += 6 * 317) {
      pieces.add(Arrays.copyOfRange(rows, from, Math.min(rows.length, from + 6 * 317)));
    }
    Pca joined = pieces.fit(6);
    assertThat(joined.mean()).containsExactly(whole.mean(), within(1e-10));
    assertThat(joined.variance()).containsExactly(whole.variance(), within(1e-9));
    for (int k = 0; k < 6; k++) {
      assertThat(joined.components()[k]).containsExactly(whole.components()[k], within(1e-9));
    }
  }

  @Test
  void projectedRowsAreUncorrelatedWithTheStatedVariance() {
    int n = 400;
    float[] rows = Synthetic.normal(n * 16, 5);
    Pca pca = Pca.fit(rows, 16, 4);
    float[] projected = pca.project(rows);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        double sum = 0;
        for (int row = 0; row < n; row++) {
          sum += projected[4 * row + i] * (double) projected[4 * row + j];
        }
        double expected = i == j ? pca.variance()[i] : 0;
        assertThat(sum / (n - 1)).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void findsPlantedAxesWhicheverWayTheyAreTurned(long seed) {
    int dim = 12;
    double[][] axes = orthonormal(dim, seed);
    float[] along = Synthetic.normal(4000 * dim, seed + 100);
    float[] rows = new float[along.length];
    for (int i = 0; i < along.length; i++) {
      double size = along[i] * Math.pow(0.6, i % dim);
      for (int j = 0; j < dim; j++) {
        rows[i / dim * dim + j] += (float) (size * axes[i % dim][j]);
      }
    }
    Pca pca = Pca.fit(rows, dim, 3);
    for (int k = 0; k < 3; k++) {
      double cosine = 0;
      for (int j = 0; j < dim; j++) {
        cosine += pca.components()[k][j] * axes[k][j];
      }
      // 4000 draws pin an axis to about the square root of (variance ratio / draws).
      assertThat(Math.abs(cosine)).isGreaterThan(0.99);
      assertThat(pca.variance()[k]).isCloseTo(Math.pow(0.36, k), withinPercentage(10));
    }
  }

  private static double[][] orthonormal(int dim, long seed) {
    float[] drawn = Synthetic.normal(dim * dim, seed);
    double[][] axes = new double[dim][dim];
    for (int k = 0; k < dim; k++) {
      for (int j = 0; j < dim; j++) {
        axes[k][j] = drawn[k * dim + j];
      }
      for (int other = 0; other < k; other++) {
        double shared = dot(axes[k], axes[other]);
        for (int j = 0; j < dim; j++) {
          axes[k][j] -= shared * axes[other][j];
        }
      }
      double length = Math.sqrt(dot(axes[k], axes[k]));
      for (int j = 0; j < dim; j++) {
        axes[k][j] /= length;
      }
    }
    return axes;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  @Test
  void moreDimensionsThanRowsLeaveNothingToExplainBeyondTheRows() {
    Pca pca = Pca.fit(Synthetic.normal(3 * 50, 8), 50, 4);
    assertThat(pca.variance()[1]).isGreaterThan(1);
    assertThat(pca.variance()[2]).isCloseTo(0, within(1e-9));
    assertThat(pca.variance()[3]).isCloseTo(0, within(1e-9));
  }

  @Test
  void keepsOnlyMaskedRows() {
    float[] rows = Synthetic.normal(20 * 5, 9);
    boolean[] keep = new boolean[20];
    Arrays.fill(keep, 4, 15, true);
    Pca masked = new PcaFit(5).add(rows, keep).fit(2);
    Pca cut = Pca.fit(Arrays.copyOfRange(rows, 4 * 5, 15 * 5), 5, 2);
    assertThat(masked.components()).isDeepEqualTo(cut.components());
  }

  @Test
  void refusesWhatHasNoComponents() {
    assertThatThrownBy(() -> Pca.fit(new float[7], 7, 1))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("at least two rows, not 1");
    float[] rows = Synthetic.normal(21, 1);
    rows[9] = Float.NaN;
    assertThatThrownBy(() -> Pca.fit(rows, 7, 1))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("feature 2 of row 1 is NaN");
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
