package io.github.dino4j.evaluate.depth.training;

import org.bytedeco.pytorch.Tensor;

/**
 * Depth as it was predicted and as it is, of images of one size. A loss takes one of these for each
 * size in a batch, and counts all their pixels alike.
 *
 * @param prediction {@code [B, 1, H, W]}
 * @param truth of the same shape
 * @param valid booleans of the same shape: where truth is known
 */
record PixelDepths(Tensor prediction, Tensor truth, Tensor valid) {
  Tensor validPrediction() {
    return prediction.masked_select(valid);
  }

  Tensor validTruth() {
    return truth.masked_select(valid);
  }
}
