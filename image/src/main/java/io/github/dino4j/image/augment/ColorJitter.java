package io.github.dino4j.image.augment;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;
import java.util.Arrays;
import java.util.List;

/**
 * Brightness, contrast, saturation and hue change by random factors, in random order. Source:
 * torchvision's ColorJitter.
 *
 * @param brightness factors, 1 changes nothing, at least 0
 * @param contrast the same
 * @param saturation the same
 * @param hue share of the circle to turn by, within -0.5 to 0.5
 */
public record ColorJitter(Range brightness, Range contrast, Range saturation, Range hue)
    implements Augmentation {
  private static final Adjustment[] ADJUSTMENTS = Adjustment.values();

  public ColorJitter {
    brightness.checkWithin(0, Float.MAX_VALUE, "brightness");
    contrast.checkWithin(0, Float.MAX_VALUE, "contrast");
    saturation.checkWithin(0, Float.MAX_VALUE, "saturation");
    hue.checkWithin(-0.5, 0.5, "hue");
  }

  /** An adjustment and how much of it. */
  record Change(Adjustment adjustment, double factor) {}

  @Override
  public RgbImage apply(RgbImage image, RandomDraws draws) {
    RgbImage changed = image;
    for (Change change : draw(draws)) {
      changed = change.adjustment().apply(changed, change.factor());
    }
    return changed;
  }

  /** The changes in the order in which they are made. */
  List<Change> draw(RandomDraws draws) {
    int[] order = draws.permutation(ADJUSTMENTS.length);
    double[] factors = {
      brightness.draw(draws), contrast.draw(draws), saturation.draw(draws), hue.draw(draws)
    };
    return Arrays.stream(order).mapToObj(i -> new Change(ADJUSTMENTS[i], factors[i])).toList();
  }
}
