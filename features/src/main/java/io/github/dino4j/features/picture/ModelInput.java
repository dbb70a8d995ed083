package io.github.dino4j.features.picture;

import io.github.dino4j.image.Resampling;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;

/**
 * Photos as a model should see them for pictures: whole, in their own aspect, and large enough that
 * the grid of patches shows something. Shown to an extractor with {@link
 * io.github.dino4j.image.EvalTransform.Native}, which leaves them as they are, their grid is {@link
 * PatchGrid#whole}.
 */
public final class ModelInput {
  private ModelInput() {}

  /**
   * Resizes a photo by Pillow's bicubic.
   *
   * @param photo the original
   * @param side length of its longer side for the model, in pixels; 518 gives the 37 patches of the
   *     released models' own grid
   * @param patch side of a patch; both sides become multiples of it, at least one patch
   */
  public static RgbImage of(RgbImage photo, int side, int patch) {
    double scale = side / (double) Math.max(photo.width(), photo.height());
    Size size =
        new Size(rounded(photo.width() * scale, patch), rounded(photo.height() * scale, patch));
    return Resampling.BICUBIC.resize(photo, size);
  }

  private static int rounded(double side, int patch) {
    return patch * (int) Math.max(1, Math.round(side / patch));
  }
}
