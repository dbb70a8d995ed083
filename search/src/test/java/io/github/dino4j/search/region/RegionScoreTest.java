package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RegionScoreTest {
  @Test
  void isTheWeightedMeanOfTheBestPatches() {
    float[] products = {
      0.1f, 0.9f, // patches of the image by patches of the region
      0.5f, 0.2f,
      0.3f, 0.4f
    };
    RegionScore score = RegionScore.of(products, new float[] {3, 1});
    assertThat(score.value()).isCloseTo((3 * 0.5f + 0.9f) / 4, within(1e-6f));
    assertThat(score.map()).containsExactly(0.9f, 0.5f, 0.4f);
  }

  @Test
  void theBoxHoldsWhatIsAlike() {
    float[] map = {
      0.1f, 0.2f, 0.1f, 0.1f, 0.1f,
      0.1f, 0.1f, 0.9f, 0.8f, 0.1f,
      0.2f, 0.1f, 0.8f, 0.9f, 0.1f,
      0.1f, 0.1f, 0.1f, 0.1f, 0.7f
    };
    assertThat(new RegionScore(1, map).box(5)).isEqualTo(new PatchBox(1, 2, 2, 2));
    assertThat(new RegionScore(1, new float[] {0.4f}).box(1)).isEqualTo(new PatchBox(0, 0, 1, 1));
  }

  @Property(tries = 200)
  void noRectangleHoldsMoreAboveTheMiddle(
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll @IntRange(min = 1, max = 7) int columns,
      @ForAll long seed) {
    Random random = new Random(seed);
    float[] map = new float[rows * columns];
    double mean = 0;
    double most = 0;
    for (int i = 0; i < map.length; i++) {
      map[i] = random.nextFloat();
      mean += map[i] / map.length;
      most = Math.max(most, map[i]);
    }
    double bar = (mean + most) / 2;
    double best = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        for (int height = 1; row + height <= rows; height++) {
          for (int width = 1; column + width <= columns; width++) {
            best =
                Math.max(best, above(map, columns, new PatchBox(row, column, height, width), bar));
          }
        }
      }
    }
    PatchBox found = new RegionScore(1, map).box(columns);
    // Sums of doubles in another order.
    assertThat(above(map, columns, found, bar)).isCloseTo(best, within(1e-9));
  }

  private static double above(float[] map, int columns, PatchBox box, double bar) {
    double sum = 0;
    for (int row = box.row(); row < box.row() + box.rows(); row++) {
      for (int column = box.column(); column < box.column() + box.columns(); column++) {
        sum += map[row * columns + column] - bar;
      }
    }
    return sum;
  }
}
