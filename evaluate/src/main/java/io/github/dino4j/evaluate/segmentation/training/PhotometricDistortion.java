package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.augment.Adjustment;
import io.github.dino4j.image.augment.Augmentation;
import io.github.dino4j.image.random.RandomDraws;
import java.util.function.IntUnaryOperator;

/**
 * Brightness, contrast, saturation and hue, each with a chance of a half, contrast before or after
 * the latter two ({@code PhotoMetricDistortion} of mmseg with its defaults). Colours are rounded to
 * bytes after each change.
 */
final class PhotometricDistortion implements Augmentation {
  private static final double CHANCE = 0.5;
  private static final int BRIGHTNESS = 32;
  private static final double LEAST = 0.5;
  private static final double MOST = 1.5;
  private static final int HUE = 18; // of half circles of 180, as OpenCV counts
  private static final double CIRCLE = 180;

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    RgbImage changed = image;
    if (draws.chance(CHANCE)) {
      double shift = draws.uniform(-BRIGHTNESS, BRIGHTNESS);
      changed = levels(changed, level -> (int) (level + shift));
    }
    boolean contrastFirst = draws.chance(CHANCE);
    changed = contrastFirst ? contrast(changed, draws) : changed;
    if (draws.chance(CHANCE)) {
      changed = saturated(changed, draws.uniform(LEAST, MOST));
    }
    if (draws.chance(CHANCE)) {
      int turn = draws.integer(2 * HUE) - HUE;
      changed = Adjustment.HUE.apply(changed, turn / CIRCLE);
    }
    return contrastFirst ? changed : contrast(changed, draws);
  }

  private static RgbImage contrast(RgbImage image, RandomDraws draws) {
    if (!draws.chance(CHANCE)) {
      return image;
    }
    double factor = draws.uniform(LEAST, MOST);
    return levels(image, level -> (int) (level * factor));
  }

  private static RgbImage levels(RgbImage image, IntUnaryOperator change) {
    byte[] table = new byte[256];
    for (int level = 0; level < table.length; level++) {
      table[level] = (byte) Math.clamp(change.applyAsInt(level), 0, 255);
    }
    byte[] pixels = image.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = table[pixels[i] & 255];
    }
    return new RgbImage(image.width(), image.height(), pixels);
  }

  /** Saturation in HSV times a factor, at most 1: hue and largest channel stay. */
  private static RgbImage saturated(RgbImage image, double factor) {
    byte[] pixels = image.pixels().clone();
    for (int i = 0; i < pixels.length; i += 3) {
      int red = pixels[i] & 255;
      int green = pixels[i + 1] & 255;
      int blue = pixels[i + 2] & 255;
      int most = Math.max(red, Math.max(green, blue));
      int least = Math.min(red, Math.min(green, blue));
      if (most > least) {
        double change = Math.min(factor, (double) most / (most - least));
        for (int c = i; c < i + 3; c++) {
          pixels[c] = (byte) Math.round(most - change * (most - (pixels[c] & 255)));
        }
      }
    }
    return new RgbImage(image.width(), image.height(), pixels);
  }
}
