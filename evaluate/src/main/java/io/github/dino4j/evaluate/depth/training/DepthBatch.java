package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.features.Features;
import java.util.List;

/**
 * Images to train on.
 *
 * @param features for each image one entry a layer
 * @param truths depth of each image, all of one size
 */
public record DepthBatch(List<List<Features>> features, List<DepthMap> truths) {
  public DepthBatch {
    features = List.copyOf(features);
    truths = List.copyOf(truths);
    if (features.isEmpty() || features.size() != truths.size()) {
      throw new IllegalArgumentException(
          "%d images with %d depth maps".formatted(features.size(), truths.size()));
    }
    DepthMap first = truths.getFirst();
    for (DepthMap truth : truths) {
      if (!truth.size().equals(first.size())) {
        throw new DinoException(
            "depth of %d x %d and of %d x %d pixels does not fit one batch; bring all images to one size, or train with crops"
                .formatted(first.width(), first.height(), truth.width(), truth.height()));
      }
    }
  }
}
