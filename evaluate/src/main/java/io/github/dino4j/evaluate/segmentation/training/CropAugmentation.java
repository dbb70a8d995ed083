package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.resample.Resampling;

/**
 * How a photo becomes a crop for training, as mmseg does it: resized by a random ratio, cropped so
 * that no class has more than a share of the labelled pixels (ten tries), mirrored half of the
 * time, colours distorted.
 *
 * @param shortSide of a photo at ratio 1, in pixels
 * @param leastRatio of the resize
 * @param mostRatio of the resize
 * @param crop side of the square, in pixels
 */
public record CropAugmentation(int shortSide, double leastRatio, double mostRatio, int crop) {
  private static final double LARGEST_CLASS = 0.75;
  private static final int TRIES = 10;
  private static final double FLIP = 0.5;
  private static final PhotometricDistortion DISTORTION = new PhotometricDistortion();

  public CropAugmentation {
    if (shortSide < 1 || crop < 1 || !(leastRatio > 0) || !(mostRatio >= leastRatio)) {
      throw new DinoException(
          "crops of %d from a short side of %d times %s to %s"
              .formatted(crop, shortSide, leastRatio, mostRatio));
    }
  }

  /** Of the released linear heads: short side 512 times 0.5 to 2, crops of 512. */
  public static CropAugmentation linear() {
    return new CropAugmentation(512, 0.5, 2, 512);
  }

  /** Of the released +ms heads: short side 640 times 1 to 3, crops of 640. */
  public static CropAugmentation multiScale() {
    return new CropAugmentation(640, 1, 3, 640);
  }

  /** A crop, smaller where the resized photo is; the mask has its size. */
  LabeledImage apply(LabeledImage image, RandomDraws draws) {
    Size size = resized(Size.of(image.photo()), draws.uniform(leastRatio, mostRatio));
    LabelMap mask = image.mask().resized(size);
    Box window = window(mask, draws);
    RgbImage photo =
        Resampling.BILINEAR.resize(image.photo(), Size.of(image.photo()).whole(), size, window);
    LabelMap cut = mask.cropped(window);
    boolean flip = draws.chance(FLIP);
    return new LabeledImage(
        DISTORTION.apply(flip ? HorizontalFlip.flip(photo) : photo, draws),
        flip ? cut.flipped() : cut);
  }

  private Size resized(Size photo, double ratio) {
    double scale = (int) (shortSide * ratio) / (double) Math.min(photo.width(), photo.height());
    return new Size(
        Math.max(1, (int) (photo.width() * scale + 0.5)),
        Math.max(1, (int) (photo.height() * scale + 0.5)));
  }

  private Box window(LabelMap mask, RandomDraws draws) {
    Box window = draw(mask, draws);
    for (int i = 1; i < TRIES && isDominated(mask.cropped(window)); i++) {
      window = draw(mask, draws);
    }
    return window;
  }

  private Box draw(LabelMap mask, RandomDraws draws) {
    int width = Math.min(crop, mask.width());
    int height = Math.min(crop, mask.height());
    int top = draws.integer(mask.height() - height + 1);
    int left = draws.integer(mask.width() - width + 1);
    return new Box(left, top, width, height);
  }

  /** Whether there is one class alone, or one with too large a share. */
  private static boolean isDominated(LabelMap mask) {
    int[] counts = new int[Math.max(0, mask.largest()) + 1];
    int labelled = 0;
    for (short label : mask.labels()) {
      if (label != LabelMap.IGNORED) {
        counts[label]++;
        labelled++;
      }
    }
    int largest = 0;
    for (int count : counts) {
      largest = Math.max(largest, count);
    }
    return largest >= LARGEST_CLASS * labelled;
  }
}
