package io.github.dino4j.features.picture;

import io.github.dino4j.features.PatchFeatures;
import java.util.Random;

/** Features whose truth is known. */
public final class Synthetic {
  private Synthetic() {}

  public static float[] normal(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** An object of one kind of feature in the middle half of a ground of another, with noise. */
  public static PatchFeatures objectOnGround(int side, int dim, float sign, long seed) {
    float[] direction = normal(dim, 1);
    float[] values = normal(side * side * dim, seed);
    for (int i = 0; i < values.length; i++) {
      float shift = inObject(side, i / dim) ? sign : -sign;
      values[i] = 0.3f * values[i] + shift * direction[i % dim];
    }
    return new PatchFeatures(side, side, dim, values);
  }

  public static boolean inObject(int side, int patch) {
    int row = patch / side;
    int column = patch % side;
    int margin = side / 4;
    return row >= margin && row < side - margin && column >= margin && column < side - margin;
  }
}
