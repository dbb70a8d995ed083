package io.github.dino4j.curate.dedup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.Blobs;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.Calibration.Point;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  @Test
  void countsByHand() {
    Calibration calibration =
        Calibration.of(
            new float[] {0.9f, 0.5f, 0.7f, 0.7f, 0.2f},
            new boolean[] {true, false, true, false, true});
    assertThat(calibration.curve())
        .containsExactly(
            new Point(0.2f, 3 / 5.0, 1),
            new Point(0.5f, 2 / 4.0, 2 / 3.0),
            new Point(0.7f, 2 / 3.0, 2 / 3.0),
            new Point(0.9f, 1, 1 / 3.0));
    assertThat(calibration.best().threshold()).isEqualTo(0.2f); // F1 0.75
    assertThat(calibration.atPrecision(0.65).orElseThrow().threshold()).isEqualTo(0.7f);
    assertThat(calibration.atPrecision(1).orElseThrow().threshold()).isEqualTo(0.9f);
  }

  @Property(tries = 100)
  void theBestThresholdIsThatOfTryingAll(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] cosines = new float[40];
    boolean[] duplicate = new boolean[40];
    for (int i = 0; i < 40; i++) {
      duplicate[i] = i % 3 == 0;
      cosines[i] = random.nextInt(20) / 20f + (duplicate[i] ? 0.2f : 0);
    }
    double best = 0;
    for (float threshold : cosines) {
      int right = 0;
      int wrong = 0;
      for (int i = 0; i < 40; i++) {
        right += cosines[i] >= threshold && duplicate[i] ? 1 : 0;
        wrong += cosines[i] >= threshold && !duplicate[i] ? 1 : 0;
      }
      best = Math.max(best, 2.0 * right / (right + wrong + 14));
    }
    assertThat(Calibration.of(cosines, duplicate).best().f1())
        .isCloseTo(best, org.assertj.core.api.Assertions.within(1e-12));
  }

  @Test
  void copiesSeparateFromOtherImages() {
    VectorBlock originals = Blobs.normal(50, 32, 1).normalized();
    VectorBlock noise = Blobs.normal(50, 32, 2);
    float[] values = originals.values().clone();
    int[] originalOf = new int[50];
    for (int i = 0; i < values.length; i++) {
      values[i] += 0.05f * noise.values()[i];
      originalOf[i / 32] = i / 32;
    }
    VectorBlock copies = new VectorBlock(values, 32).normalized();
    Point best = Calibration.ofCopies(originals, copies, originalOf).best();
    assertThat(best.f1()).isEqualTo(1);
    assertThat(best.threshold()).isBetween(0.8f, 1f);
  }

  @Test
  void refusesPairsOfOneKind() {
    assertThatThrownBy(() -> Calibration.of(new float[2], new boolean[2]))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("0 of 2 pairs are near-duplicates");
  }
}
