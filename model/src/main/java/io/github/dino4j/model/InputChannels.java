package io.github.dino4j.model;

import io.github.dino4j.DinoException;
import java.util.Collections;
import java.util.List;

/**
 * What the channels of its images were brought to when a model was trained, in shares of full
 * scale: it wants {@code (x - mean) / deviation}. Weight files carry it where it is not {@linkplain
 * #usual the usual}.
 *
 * @param mean one number a channel
 * @param deviation one number a channel, above 0
 * @param bitDepth 8 for bytes, as photos have; 16 where more is kept of what a file holds
 */
public record InputChannels(List<Double> mean, List<Double> deviation, int bitDepth) {
  private static final int RGB = 3;
  private static final int BYTE = 8;
  private static final int SHORT = 16;
  private static final List<Double> IMAGENET_MEAN = List.of(0.485, 0.456, 0.406);
  private static final List<Double> IMAGENET_DEVIATION = List.of(0.229, 0.224, 0.225);

  /** Of other images nothing is known: the averages of ImageNet's channels. */
  private static final double OTHER_MEAN = 0.449;

  private static final double OTHER_DEVIATION = 0.226;

  public InputChannels {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty()
        || mean.size() != deviation.size()
        || !deviation.stream().allMatch(value -> value > 0)) {
      throw new DinoException(
          "input channels need a mean and a deviation above 0 each, not %s and %s"
              .formatted(mean, deviation));
    }
    if (bitDepth != BYTE && bitDepth != SHORT) {
      throw new DinoException("input channels have 8 or 16 bits, not " + bitDepth);
    }
  }

  /** ImageNet's for photos, as all released models were trained; its averages for others. */
  public static InputChannels usual(int channels) {
    return channels == RGB
        ? new InputChannels(IMAGENET_MEAN, IMAGENET_DEVIATION, BYTE)
        : new InputChannels(
            Collections.nCopies(channels, OTHER_MEAN),
            Collections.nCopies(channels, OTHER_DEVIATION),
            SHORT);
  }

  public int count() {
    return mean.size();
  }

  /** Whether images are photos: red, green and blue of 8 bits. */
  public boolean arePhotos() {
    return count() == RGB && bitDepth == BYTE;
  }

  /** {@link #mean} in float32. */
  public float[] means() {
    return floats(mean);
  }

  /** {@link #deviation} in float32. */
  public float[] deviations() {
    return floats(deviation);
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}
