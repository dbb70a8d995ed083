package io.github.dino4j.evaluate.depth;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;

/** The part of a map that is compared with the truth. */
public enum EvaluationWindow {
  WHOLE {
    @Override
    public Box box(Size map) {
      return map.whole();
    }
  },
  /**
   * Eigen et al. 2014 on NYU: rows 45 to 470 and columns 41 to 600 of 480 x 640, in proportion at
   * other sizes.
   */
  EIGEN {
    @Override
    public Box box(Size map) {
      return between(map, new double[] {45 / 480.0, 471 / 480.0, 41 / 640.0, 601 / 640.0}, ROUNDED);
    }
  },
  /** Garg et al. 2016 on KITTI, in fractions of the sides, cut off to whole pixels. */
  GARG {
    @Override
    public Box box(Size map) {
      return between(map, new double[] {0.40810811, 0.99189189, 0.03594771, 0.96405229}, 0);
    }
  };

  private static final double ROUNDED = 0.5;

  /** The window of a map of this size. */
  public abstract Box box(Size map);

  /**
   * @param shares top, bottom, left, right
   * @param rounding added before the fraction is cut off
   */
  private static Box between(Size map, double[] shares, double rounding) {
    int top = (int) (shares[0] * map.height() + rounding);
    int bottom = (int) (shares[1] * map.height() + rounding);
    int left = (int) (shares[2] * map.width() + rounding);
    int right = (int) (shares[3] * map.width() + rounding);
    return new Box(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }
}
