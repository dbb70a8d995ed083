package io.github.dino4j.curate.filter;

import io.github.dino4j.DinoException;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a picture must reach to stay.
 *
 * @param shorterSide pixels that the shorter side must have
 * @param ratio the most that the longer side may be of the shorter
 * @param dark part of nearly black pixels from which on it is dark
 * @param bright part of nearly white pixels from which on it is bright
 * @param sharpness variance of the Laplacian below which it is blurred
 * @param contrast standard deviation of the luma below which it is flat
 */
public record Thresholds(
    int shorterSide, double ratio, double dark, double bright, double sharpness, double contrast)
    implements Serializable {
  /** Take what is certainly poor: 32 pixels, 1:5, 95 % black or white, no edges, one colour. */
  public static final Thresholds DEFAULT = new Thresholds(32, 5, 0.95, 0.95, 10, 0.02);

  /**
   * @throws DinoException if a threshold takes everything or means nothing
   */
  public Thresholds {
    require(shorterSide >= 0, "shorter side", shorterSide, "0 or more pixels");
    require(ratio >= 1, "ratio", ratio, "1 or more");
    require(dark > 0, "part of dark pixels", dark, "more than 0; 2 for no such filter");
    require(bright > 0, "part of bright pixels", bright, "more than 0; 2 for no such filter");
    require(sharpness >= 0, "sharpness", sharpness, "0 or more");
    require(contrast >= 0, "contrast", contrast, "0 or more");
  }

  private static void require(boolean right, String name, double value, String wanted) {
    if (!right) {
      throw new DinoException("the %s of filters is %s: use %s".formatted(name, value, wanted));
    }
  }

  /** All that a picture falls short of; none if it stays. */
  public Set<Reason> reasons(ImageMeasures measures) {
    Set<Reason> reasons = reasons(measures.width(), measures.height());
    add(reasons, Reason.DARK, measures.dark() >= dark);
    add(reasons, Reason.BRIGHT, measures.bright() >= bright);
    boolean flat = measures.contrast() < contrast;
    add(reasons, Reason.FLAT, flat);
    add(reasons, Reason.BLURRED, !flat && measures.sharpness() < sharpness);
    return reasons;
  }

  /** What a picture of this size, in pixels, falls short of by it alone. */
  public Set<Reason> reasons(int width, int height) {
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    int shorter = Math.min(width, height);
    add(reasons, Reason.TINY, shorter < shorterSide);
    add(reasons, Reason.EXTREME_SHAPE, (double) Math.max(width, height) / shorter > ratio);
    return reasons;
  }

  private static void add(Set<Reason> reasons, Reason reason, boolean holds) {
    if (holds) {
      reasons.add(reason);
    }
  }
}
