package io.github.dino4j.evaluate.depth.head;

import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch of frozen features as tensors, which belong to the scope in which they were made.
 *
 * @param cls one a layer, {@code [B, D]}
 * @param patches one a layer, {@code [B, rows, columns, D]}
 */
public record HeadTokens(List<Tensor> cls, List<Tensor> patches) {
  /**
   * Copies features; needs an open scope.
   *
   * @param images for each image one entry a layer, all of one grid
   * @throws IllegalArgumentException if the grids differ
   */
  public static HeadTokens of(List<List<Features>> images) {
    List<Tensor> cls = new ArrayList<>();
    List<Tensor> patches = new ArrayList<>();
    for (int layer = 0; layer < images.getFirst().size(); layer++) {
      int index = layer;
      List<Features> ofLayer = images.stream().map(each -> each.get(index)).toList();
      PatchFeatures first = ofLayer.getFirst().patches();
      Tensor ofCls = Tensors.empty(images.size(), first.dim());
      Tensor ofPatches = Tensors.empty(images.size(), first.rows(), first.columns(), first.dim());
      FloatBuffer clsValues = Tensors.buffer(ofCls);
      FloatBuffer patchValues = Tensors.buffer(ofPatches);
      for (Features features : ofLayer) {
        requireSameGrid(first, features.patches());
        clsValues.put(features.cls());
        patchValues.put(features.patches().values());
      }
      cls.add(ofCls);
      patches.add(ofPatches);
    }
    return new HeadTokens(cls, patches);
  }

  private static void requireSameGrid(PatchFeatures first, PatchFeatures other) {
    if (first.rows() != other.rows() || first.columns() != other.columns()) {
      throw new IllegalArgumentException(
          "%d x %d and %d x %d patches are no one tensor"
              .formatted(first.rows(), first.columns(), other.rows(), other.columns()));
    }
  }
}
