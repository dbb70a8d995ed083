package io.github.dino4j.pretrain.data;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.config.PretrainConfig;
import java.util.Arrays;
import java.util.List;

/**
 * Mean and deviation of each channel, in shares of full scale.
 *
 * @param mean {@code [channels]}
 * @param std {@code [channels]}
 */
record Channels(float[] mean, float[] std) {
  private static final int RGB = 3;
  private static final float[] IMAGENET_MEAN = {0.485f, 0.456f, 0.406f};
  private static final float[] IMAGENET_STD = {0.229f, 0.224f, 0.225f};

  /** Of other images nothing is known: the averages of ImageNet's channels. */
  private static final float OTHER_MEAN = 0.449f;

  private static final float OTHER_STD = 0.226f;

  /**
   * @throws DinoException if the lists do not fit the number of channels
   */
  static Channels of(PretrainConfig config) {
    int count = config.student().inChans();
    if (count < 1) {
      throw new DinoException("student.in_chans: %d channels; choose 1 or more".formatted(count));
    }
    float[] mean = values("mean", config.data().mean(), count, IMAGENET_MEAN, OTHER_MEAN);
    float[] std = values("std", config.data().std(), count, IMAGENET_STD, OTHER_STD);
    for (float deviation : std) {
      if (!(deviation > 0)) {
        throw new DinoException("data.std: %s is not above 0".formatted(deviation));
      }
    }
    return new Channels(mean, std);
  }

  private static float[] values(
      String key, List<Double> given, int count, float[] imageNet, float other) {
    if (!given.isEmpty() && given.size() != count) {
      throw new DinoException(
          "data.%s: %d numbers for student.in_chans %d; write one a channel, or none"
              .formatted(key, given.size(), count));
    }
    float[] values = new float[count];
    Arrays.fill(values, other);
    if (given.isEmpty()) {
      return count == RGB ? imageNet.clone() : values;
    }
    for (int c = 0; c < count; c++) {
      values[c] = given.get(c).floatValue();
    }
    return values;
  }
}
