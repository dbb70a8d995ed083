package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.evaluate.Estimate;
import java.util.List;

/**
 * How well masks agree with the truth.
 *
 * @param meanIntersectionOverUnion mIoU, over the classes that occur
 * @param meanAccuracy mAcc, the mean over classes of the share of their pixels that was found
 * @param overallAccuracy aAcc, the share of all pixels that is right
 * @param classes each class by its number
 * @param confusion pixels, {@code [truth, predicted]}
 * @param ofImages mIoU of single images, in the order in which they were added; NaN for those
 *     without a labelled pixel
 * @param worstFirst images with labelled pixels, from the worst to the best
 */
public record SegmentationResult(
    Estimate meanIntersectionOverUnion,
    Estimate meanAccuracy,
    Estimate overallAccuracy,
    List<ClassFigures> classes,
    long[][] confusion,
    double[] ofImages,
    List<Integer> worstFirst) {
  /**
   * One class.
   *
   * @param intersectionOverUnion NaN where it is neither in the truth nor in the masks
   * @param accuracy the share of its pixels that was found; NaN where it has none
   * @param pixels of the truth
   */
  public record ClassFigures(Estimate intersectionOverUnion, Estimate accuracy, long pixels) {}
}
