package io.github.dino4j.image;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * A decoded picture of any number of channels, in shares of full scale: a 16-bit sample is divided
 * by 65535, an 8-bit one by 255.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels at least 1
 * @param samples {@code [channels, height, width]}, 0 to 1; owned by this image, not copied
 */
public record ChannelImage(int width, int height, int channels, float[] samples) {
  private static final int RGB = 3;
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  public ChannelImage {
    if (width < 1
        || height < 1
        || channels < 1
        || (long) width * height * channels != samples.length) {
      throw new IllegalArgumentException(
          "%d channels of %d x %d are not %d samples"
              .formatted(channels, width, height, samples.length));
    }
  }

  /** Refuses what would not fit the memory before anything is decoded. */
  public static void requireFit(int width, int height, int channels) {
    DecodeOptions.standard().requireFit(width, height, (long) channels * Float.BYTES);
  }

  /** A black picture. */
  public static ChannelImage black(Size size, int channels) {
    long samples = (long) size.width() * size.height() * channels;
    return new ChannelImage(
        size.width(), size.height(), channels, new float[Math.toIntExact(samples)]);
  }

  /** Red, green and blue. */
  public static ChannelImage of(RgbImage image) {
    ChannelImage result = black(Size.of(image), RGB);
    byte[] pixels = image.pixels();
    int plane = result.plane();
    for (int c = 0; c < RGB; c++) {
      for (int i = 0; i < plane; i++) {
        result.samples[c * plane + i] = (pixels[RGB * i + c] & 0xff) / 255f;
      }
    }
    return result;
  }

  /**
   * Writes {@code [channels, height, width]} floats, {@code (x - mean) / deviation}.
   *
   * @param mean one number a channel
   * @param deviation one number a channel
   * @param offset of the first, in floats
   */
  public void write(float[] mean, float[] deviation, MemorySegment target, long offset) {
    for (int c = 0, i = 0; c < channels; c++) {
      for (int end = i + plane(); i < end; i++) {
        float value = (samples[i] - mean[c]) / deviation[c];
        target.setAtIndex(ValueLayout.JAVA_FLOAT, offset + i, value);
      }
    }
  }

  /** Samples of a channel. */
  public int plane() {
    return width * height;
  }

  /** The first channels alone. */
  public ChannelImage first(int count) {
    return new ChannelImage(width, height, count, Arrays.copyOf(samples, count * plane()));
  }

  /** One channel, its brightness by ITU-R 601-2, of the first three, which are red, green, blue. */
  public ChannelImage luminance() {
    float[] gray = new float[plane()];
    for (int i = 0; i < gray.length; i++) {
      gray[i] =
          Math.min(
              1,
              RED * samples[i]
                  + GREEN * samples[gray.length + i]
                  + BLUE * samples[2 * gray.length + i]);
    }
    return new ChannelImage(width, height, 1, gray);
  }
}
