package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Images to train on, of any sizes.
 *
 * @param features for each image one entry a layer
 * @param truths depth of each image
 */
public record DepthBatch(List<List<Features>> features, List<DepthMap> truths) {
  public DepthBatch {
    features = List.copyOf(features);
    truths = List.copyOf(truths);
    if (features.isEmpty() || features.size() != truths.size()) {
      throw new IllegalArgumentException(
          "%d images with %d depth maps".formatted(features.size(), truths.size()));
    }
  }

  /** What images must share to be one tensor. */
  private record Shape(Size truth, int rows, int columns) {
    static Shape of(List<Features> features, DepthMap truth) {
      PatchFeatures patches = features.getFirst().patches();
      return new Shape(truth.size(), patches.rows(), patches.columns());
    }
  }

  /**
   * Parts of images with one grid of patches and one size of depth map each, by their first image.
   */
  List<DepthBatch> bySize() {
    Map<Shape, List<Integer>> images = new LinkedHashMap<>();
    for (int i = 0; i < truths.size(); i++) {
      images
          .computeIfAbsent(Shape.of(features.get(i), truths.get(i)), _ -> new ArrayList<>())
          .add(i);
    }
    return images.values().stream().map(this::part).toList();
  }

  private DepthBatch part(List<Integer> images) {
    return new DepthBatch(
        images.stream().map(features::get).toList(), images.stream().map(truths::get).toList());
  }
}
