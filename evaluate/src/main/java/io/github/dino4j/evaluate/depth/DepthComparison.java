package io.github.dino4j.evaluate.depth;

/**
 * How maps are compared with the truth. The order is that of the reference's test: crop, model,
 * window, valid pixels, alignment, clamping, figures of the image, then their mean over images.
 *
 * @param crop what image and truth are cut to before the model sees the image
 * @param window of the map that counts
 * @param valid truth strictly between its ends counts
 * @param clamp what predictions are brought into
 * @param alignment what predictions are moved by first
 */
public record DepthComparison(
    DepthCrop crop,
    EvaluationWindow window,
    DepthRange valid,
    DepthRange clamp,
    Alignment alignment) {
  private static final double SUN_CAP = 8;

  /** Photos of 640 x 480 in rooms, Eigen's window, up to 10 m. */
  public static DepthComparison nyu() {
    return metric(DepthCrop.NONE, EvaluationWindow.EIGEN, DepthRange.NYU);
  }

  /** Road scenes, KB crop, Garg's window, up to 80 m. */
  public static DepthComparison kitti() {
    return metric(DepthCrop.KB, EvaluationWindow.GARG, DepthRange.KITTI);
  }

  /** SUN RGB-D with a head of NYU: Eigen's window, truth and prediction capped at 8 m. */
  public static DepthComparison sun() {
    return new DepthComparison(
        DepthCrop.NONE,
        EvaluationWindow.EIGEN,
        DepthRange.NYU,
        DepthRange.NYU.upTo(SUN_CAP),
        Alignment.NONE);
  }

  /** Whole maps in metres, for data of one's own. */
  public static DepthComparison whole(DepthRange range) {
    return metric(DepthCrop.NONE, EvaluationWindow.WHOLE, range);
  }

  /**
   * Truth of which each image has a scale of its own: whole maps, aligned. The farthest point,
   * which is exactly 1, counts too.
   */
  public static DepthComparison relative(Alignment alignment) {
    return new DepthComparison(
        DepthCrop.NONE,
        EvaluationWindow.WHOLE,
        DepthRange.RELATIVE.upTo(Math.nextUp(DepthRange.RELATIVE.max())),
        DepthRange.RELATIVE,
        alignment);
  }

  private static DepthComparison metric(DepthCrop crop, EvaluationWindow window, DepthRange range) {
    return new DepthComparison(crop, window, range, range, Alignment.NONE);
  }

  /** Whether a depth of the truth counts. */
  boolean counts(double truth) {
    return truth > valid.min() && truth < valid.max();
  }
}
