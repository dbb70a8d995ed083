package io.github.dino4j.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.features.PatchFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PackedFeaturesTest {
  /** Features of a few kinds with noise, and a common part that dominates, as real ones have. */
  private static PatchFeatures patches(long seed) {
    Random random = new Random(seed);
    Random kinds = new Random(1);
    float[] common = new float[64];
    float[][] kind = new float[10][64];
    for (int i = 0; i < 64; i++) {
      common[i] = (float) (2 * kinds.nextGaussian());
      for (int k = 0; k < 10; k++) {
        kind[k][i] = (float) kinds.nextGaussian();
      }
    }
    float[] values = new float[80 * 64];
    for (int patch = 0; patch < 80; patch++) {
      int k = random.nextInt(10);
      for (int i = 0; i < 64; i++) {
        values[patch * 64 + i] = common[i] + kind[k][i] + 0.1f * (float) random.nextGaussian();
      }
    }
    return new PatchFeatures(8, 10, 64, values);
  }

  @Test
  void cosinesSurviveWithinAndBetweenImages() {
    List<PatchFeatures> images = List.of(patches(3), patches(4));
    PackedFeatures packed = PackedFeatures.of(images, 32);
    assertThat(packed.scales().length).isLessThanOrEqualTo(32);
    List<float[]> unpacked = new ArrayList<>();
    for (int image = 0; image < 2; image++) {
      unpacked.add(packed.unpack(image));
    }
    for (int i = 0; i < 80; i += 3) {
      for (int j = 0; j < 80; j += 5) {
        double exact = cosine(images.get(0).values(), i, images.get(1).values(), j, 64);
        double kept = cosine(unpacked.get(0), i, unpacked.get(1), j, packed.scales().length);
        assertThat(kept).isCloseTo(exact, within(0.01));
      }
    }
  }

  private static double cosine(float[] a, int i, float[] b, int j, int dim) {
    double dot = 0;
    double squaresA = 0;
    double squaresB = 0;
    for (int k = 0; k < dim; k++) {
      double x = a[i * dim + k];
      double y = b[j * dim + k];
      dot += x * y;
      squaresA += x * x;
      squaresB += y * y;
    }
    return dot / Math.sqrt(squaresA * squaresB);
  }
}
