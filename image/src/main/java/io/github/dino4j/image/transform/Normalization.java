package io.github.dino4j.image.transform;

import io.github.dino4j.image.RgbImage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.FloatBuffer;

/**
 * Bytes to the numbers a model takes: {@code (x / 255 - mean) / deviation} in float32, bit for bit
 * torchvision's ToTensor and Normalize, channel by channel ({@code [3, height, width]}).
 */
public final class Normalization {
  private static final int CHANNELS = 3;

  /** Mean and deviation of ImageNet, which all released models were trained with. */
  public static final Normalization IMAGENET =
      of(new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});

  /** {@code [3][256]}: every byte has one value in each channel. */
  private final float[][] values;

  private Normalization(float[][] values) {
    this.values = values;
  }

  /**
   * @param mean of red, green, blue, in 0 to 1
   * @param deviation of red, green, blue, above 0
   */
  public static Normalization of(float[] mean, float[] deviation) {
    if (mean.length != CHANNELS || deviation.length != CHANNELS) {
      throw new IllegalArgumentException("mean and deviation are of red, green and blue");
    }
    float[][] values = new float[CHANNELS][256];
    for (int c = 0; c < CHANNELS; c++) {
      for (int x = 0; x < 256; x++) {
        values[c][x] = (x / 255f - mean[c]) / deviation[c];
      }
    }
    return new Normalization(values);
  }

  /** How many floats a picture becomes. */
  public static int length(RgbImage image) {
    return image.pixels().length;
  }

  /** Writes {@code [3, height, width]} floats from {@code offset} on. */
  public void write(RgbImage image, float[] target, int offset) {
    byte[] pixels = image.pixels();
    int o = offset;
    for (int c = 0; c < CHANNELS; c++) {
      float[] value = values[c];
      for (int i = c; i < pixels.length; i += CHANNELS) {
        target[o++] = value[pixels[i] & 0xff];
      }
    }
  }

  /** Writes {@code [3, height, width]} floats at index {@code offset}; the position stays. */
  public void write(RgbImage image, FloatBuffer target, int offset) {
    byte[] pixels = image.pixels();
    int o = offset;
    for (int c = 0; c < CHANNELS; c++) {
      float[] value = values[c];
      for (int i = c; i < pixels.length; i += CHANNELS) {
        target.put(o++, value[pixels[i] & 0xff]);
      }
    }
  }

  /**
   * Writes {@code [3, height, width]} floats in native byte order.
   *
   * @param offset in floats
   */
  public void write(RgbImage image, MemorySegment target, long offset) {
    byte[] pixels = image.pixels();
    long o = offset;
    for (int c = 0; c < CHANNELS; c++) {
      float[] value = values[c];
      for (int i = c; i < pixels.length; i += CHANNELS) {
        target.setAtIndex(ValueLayout.JAVA_FLOAT, o++, value[pixels[i] & 0xff]);
      }
    }
  }
}
