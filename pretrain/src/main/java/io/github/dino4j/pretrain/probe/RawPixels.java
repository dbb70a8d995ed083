package io.github.dino4j.pretrain.probe;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.transform.EvalTransform;

/**
 * What an image looks like without any network: the pixels of a small picture of it, less their
 * mean. A model that has learned something tells classes apart better than these.
 */
final class RawPixels {
  private static final int SIDE = 16;
  private static final EvalTransform SMALL = EvalTransform.ofSize(SIDE);

  /** Numbers an image. */
  static final int DIM = 3 * SIDE * SIDE;

  private RawPixels() {}

  static float[] of(RgbImage image) {
    byte[] bytes = SMALL.apply(image).pixels();
    double mean = 0;
    for (byte value : bytes) {
      mean += (value & 255) / (double) DIM;
    }
    float[] pixels = new float[DIM];
    for (int i = 0; i < DIM; i++) {
      pixels[i] = (float) ((bytes[i] & 255) - mean);
    }
    return pixels;
  }
}
