package io.github.dino4j.image.augment;

import io.github.dino4j.image.ChannelImage;
import java.util.Arrays;

/** Changes to float samples, in place; whatever leaves 0 to 1 is clipped, as bytes are. */
final class ChannelChanges {
  /** Of {@link Solarize}'s level 128 of 255. */
  private static final float BRIGHT = 128 / 255f;

  private ChannelChanges() {}

  /** Left and right change places. */
  static void flip(ChannelImage image) {
    float[] samples = image.samples();
    for (int start = 0; start < samples.length; start += image.width()) {
      for (int left = start, right = start + image.width() - 1; left < right; left++, right--) {
        float swapped = samples[left];
        samples[left] = samples[right];
        samples[right] = swapped;
      }
    }
  }

  /** Factor 0 is black, 1 the channel. */
  static void brightness(ChannelImage image, int channel, float factor) {
    blend(image, channel, 0, factor);
  }

  /** Factor 0 is the channel's mean, 1 the channel. */
  static void contrast(ChannelImage image, int channel, float factor) {
    double sum = 0;
    for (int i = channel * image.plane(); i < (channel + 1) * image.plane(); i++) {
      sum += image.samples()[i];
    }
    blend(image, channel, (float) (sum / image.plane()), factor);
  }

  private static void blend(ChannelImage image, int channel, float towards, float factor) {
    float[] samples = image.samples();
    for (int i = channel * image.plane(); i < (channel + 1) * image.plane(); i++) {
      samples[i] = Math.clamp(towards + (samples[i] - towards) * factor, 0f, 1f);
    }
  }

  /** Bright samples are inverted. */
  static void solarize(ChannelImage image) {
    float[] samples = image.samples();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = samples[i] < BRIGHT ? samples[i] : 1 - samples[i];
    }
  }

  /** The kernel of {@link GaussianBlur}, in two passes of nine, mirrored at the borders. */
  static void blur(ChannelImage image, double sigma) {
    float[] line = GaussianKernel.line((float) sigma);
    float[] rows = new float[image.plane()];
    for (int channel = 0; channel < image.channels(); channel++) {
      blurVertically(image, channel * image.plane(), line, rows);
      blurHorizontally(rows, line, image, channel * image.plane());
    }
  }

  private static void blurVertically(ChannelImage image, int offset, float[] line, float[] rows) {
    int width = image.width();
    Arrays.fill(rows, 0);
    for (int y = 0; y < image.height(); y++) {
      for (int k = 0; k < line.length; k++) {
        int from =
            offset + width * Convolution.mirror(y + k - GaussianKernel.REACH, image.height());
        float weight = line[k];
        for (int x = 0; x < width; x++) {
          rows[y * width + x] += weight * image.samples()[from + x];
        }
      }
    }
  }

  private static void blurHorizontally(float[] rows, float[] line, ChannelImage image, int offset) {
    int width = image.width();
    for (int i = 0; i < rows.length; i++) {
      int x = i % width;
      float sum = 0;
      for (int k = 0; k < line.length; k++) {
        sum += line[k] * rows[i - x + Convolution.mirror(x + k - GaussianKernel.REACH, width)];
      }
      image.samples()[offset + i] = Math.clamp(sum, 0f, 1f);
    }
  }
}
