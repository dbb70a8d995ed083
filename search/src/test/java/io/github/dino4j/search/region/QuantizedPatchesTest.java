package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizedPatchesTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 192, 384, 1024})
  void patchesHaveLengthOneAndTheirCosinesStay(int dim) {
    PatchVectors image = Grids.random(8, 9, dim, 3);
    PatchVectors other = Grids.random(4, 4, dim, 4);
    PatchVectors kept = QuantizedPatches.of(image).dequantize();
    double squares = 0;
    for (int i = 0; i < image.size(); i++) {
      assertThat(length(kept, i)).isCloseTo(1, within(1e-6));
      for (int j = 0; j < other.size(); j++) {
        double error = Grids.cosine(kept, i, other, j) - Grids.cosine(image, i, other, j);
        // A value is off by half of 1/127 of the largest at most, whatever dim is.
        assertThat(error).isBetween(-0.01, 0.01);
        squares += error * error / image.size() / other.size();
      }
    }
    // Steps of 1/127 of the largest of normal values, about 3 / sqrt(dim), uniformly rounded.
    assertThat(Math.sqrt(squares)).isLessThan(3 / 127.0 / Math.sqrt(12) / Math.sqrt(dim) * 1.5);
  }

  private static double length(PatchVectors patches, int patch) {
    double squares = 0;
    for (int d = 0; d < patches.dim(); d++) {
      double value = patches.values()[patch * patches.dim() + d];
      squares += value * value;
    }
    return Math.sqrt(squares);
  }

  @Test
  void aPatchOfZerosStaysOne() {
    float[] values = {0, 0, 3, -4, Float.MIN_VALUE, 0};
    PatchVectors kept = QuantizedPatches.of(new PatchVectors(1, 3, 2, values)).dequantize();
    assertThat(kept.values()[0]).isZero();
    assertThat(kept.values()[1]).isZero();
    assertThat(kept.values()[2]).isCloseTo(0.6f, within(0.004f));
    assertThat(kept.values()[3]).isCloseTo(-0.8f, within(0.004f));
    assertThat(kept.values()[4]).isEqualTo(1);
  }

  @Test
  void whatIsNoGridOfFiniteFeaturesIsRefused() {
    assertThatThrownBy(() -> new PatchVectors(2, 2, 3, new float[11]))
        .isInstanceOf(DinoException.class)
        .hasMessage("11 values are no 2 x 2 patches of 3 each");
    assertThatThrownBy(() -> new PatchVectors(1, 2, 2, new float[] {1, 2, 3, Float.NaN}))
        .isInstanceOf(DinoException.class)
        .hasMessage("patch 1 has the value NaN at place 1");
  }
}
