package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.List;

/**
 * How a photo is shown to the model for its mask.
 *
 * @param shortSide to which photos are resized in their own aspect, in pixels; 0 for their own size
 * @param view what of it goes through the model at once
 * @param ratios to which it is resized besides, each a pass
 * @param flip whether each pass is repeated on the mirror image
 */
public record InferenceOptions(int shortSide, View view, List<Double> ratios, boolean flip) {
  /** What goes through the model at once. */
  public sealed interface View {
    /** The parts of a picture of this size. */
    List<Box> windows(Size image);
  }

  /** All of it. */
  public record Whole() implements View {
    @Override
    public List<Box> windows(Size image) {
      return List.of(image.whole());
    }
  }

  /**
   * Windows, the logits averaged where they overlap.
   *
   * @param crop side of a window, in pixels
   * @param stride from one to the next, in pixels
   */
  public record Slide(int crop, int stride) implements View {
    public Slide {
      if (crop < 1 || stride < 1 || stride > crop) {
        throw new DinoException(
            "windows of %d pixels every %d do not cover an image".formatted(crop, stride));
      }
    }

    @Override
    public List<Box> windows(Size image) {
      return SlidingWindows.of(image, crop, stride);
    }
  }

  public InferenceOptions {
    ratios = List.copyOf(ratios);
    if (shortSide < 0 || ratios.isEmpty() || ratios.stream().anyMatch(ratio -> !(ratio > 0))) {
      throw new DinoException(
          "a short side of %d pixels at ratios %s is no way to show photos"
              .formatted(shortSide, ratios));
    }
  }

  /** As the released linear heads are tested: short side 512, windows of 512 every 341. */
  public static InferenceOptions linear() {
    return new InferenceOptions(512, new Slide(512, 341), List.of(1.0), false);
  }

  /** As the released +ms heads are tested: five sizes from 640 on, mirrored too. */
  public static InferenceOptions multiScale() {
    return new InferenceOptions(
        640, new Slide(640, 320), List.of(1.0, 1.32, 1.73, 2.28, 3.0), true);
  }

  /** One pass over the whole photo. */
  public static InferenceOptions whole(int shortSide) {
    return new InferenceOptions(shortSide, new Whole(), List.of(1.0), false);
  }

  /** The size of a photo in a pass, rounded as mmcv rounds. */
  Size resized(Size photo, double ratio) {
    double wanted = shortSide == 0 ? Math.min(photo.width(), photo.height()) : shortSide;
    double scale = (int) (wanted * ratio) / (double) Math.min(photo.width(), photo.height());
    return new Size(side(photo.width(), scale), side(photo.height(), scale));
  }

  private static int side(int pixels, double scale) {
    return Math.max(1, (int) (pixels * scale + 0.5));
  }
}
