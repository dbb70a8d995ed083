package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;

/**
 * A picture moved towards a plainer one, or away from it: factor 0 is the plainer one, 1 the
 * picture. In float32, cut off to a whole number and clipped, as Pillow's {@code Image.blend}.
 */
final class Blend {
  private Blend() {}

  /** Towards black. */
  static RgbImage brightness(RgbImage image, float factor) {
    return new Levels(level -> blend(0, level, factor)).apply(image);
  }

  /** Towards the mean gray. */
  static RgbImage contrast(RgbImage image, float factor) {
    int mean = Luma.mean(image);
    return new Levels(level -> blend(mean, level, factor)).apply(image);
  }

  /** Towards the picture in gray. */
  static RgbImage saturation(RgbImage image, float factor) {
    byte[] out = new byte[image.pixels().length];
    Channels row = new Channels(image.width());
    int[] gray = new int[image.width()];
    for (int start = 0; start < out.length; start += 3 * image.width()) {
      row.read(image.pixels(), start);
      row.luma(gray);
      blend(gray, row.red(), factor);
      blend(gray, row.green(), factor);
      blend(gray, row.blue(), factor);
      row.write(out, start);
    }
    return new RgbImage(image.width(), image.height(), out);
  }

  private static void blend(int[] plain, int[] levels, float factor) {
    for (int i = 0; i < levels.length; i++) {
      levels[i] = blend(plain[i], levels[i], factor);
    }
  }

  private static int blend(int plain, int level, float factor) {
    int blended = (int) (plain + factor * (level - plain));
    return Math.max(0, Math.min(255, blended));
  }
}
