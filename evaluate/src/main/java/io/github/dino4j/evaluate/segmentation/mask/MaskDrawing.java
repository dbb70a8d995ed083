package io.github.dino4j.evaluate.segmentation.mask;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import java.awt.image.BufferedImage;

/** Draws masks over their photos. */
public final class MaskDrawing {
  private static final double WEIGHT = 0.55;
  private static final double CONTOUR_WEIGHT = 1;

  private MaskDrawing() {}

  /**
   * Colours of classes over the photo, full along the borders between them; ignored pixels stay as
   * they are.
   *
   * @param mask of the photo's size
   */
  public static BufferedImage overlay(RgbImage photo, LabelMap mask, ClassPalette palette) {
    if (photo.width() != mask.width() || photo.height() != mask.height()) {
      throw new IllegalArgumentException(
          "a mask of %d x %d over a photo of %d x %d"
              .formatted(mask.width(), mask.height(), photo.width(), photo.height()));
    }
    BufferedImage drawn = Photos.toBufferedImage(photo);
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        short label = mask.at(x, y);
        if (label != LabelMap.IGNORED) {
          double weight = isBorder(mask, x, y) ? CONTOUR_WEIGHT : WEIGHT;
          drawn.setRGB(x, y, mix(drawn.getRGB(x, y), palette.colours().get(label), weight));
        }
      }
    }
    return drawn;
  }

  private static boolean isBorder(LabelMap mask, int x, int y) {
    short label = mask.at(x, y);
    return (x + 1 < mask.width() && mask.at(x + 1, y) != label)
        || (y + 1 < mask.height() && mask.at(x, y + 1) != label);
  }

  private static int mix(int photo, int colour, double weight) {
    int mixed = 0;
    for (int shift = 0; shift <= 16; shift += Byte.SIZE) {
      int from = photo >> shift & 255;
      int to = colour >> shift & 255;
      mixed |= (int) Math.round(from + weight * (to - from)) << shift;
    }
    return mixed;
  }
}
