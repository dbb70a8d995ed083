package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.PatchFeatures;

/**
 * An image as a head sees it in training.
 *
 * @param patches features of all layers side by side
 * @param mask of any size; the patches cover it whole
 */
public record TrainingSample(PatchFeatures patches, LabelMap mask) {
  int count() {
    return patches.rows() * patches.columns();
  }
}
