package io.github.dino4j.evaluate.segmentation.mask;

import java.util.List;

/** The true labels of images, each within reach at any time. Several threads may read. */
public interface MaskSet {
  /** How many images there are. */
  int size();

  /** Labels of an image, by its place from 0 on. */
  LabelMap get(int image);

  /** MaskSet that are already in memory. */
  static MaskSet of(List<LabelMap> masks) {
    List<LabelMap> copy = List.copyOf(masks);
    return new MaskSet() {
      @Override
      public int size() {
        return copy.size();
      }

      @Override
      public LabelMap get(int image) {
        return copy.get(image);
      }
    };
  }
}
