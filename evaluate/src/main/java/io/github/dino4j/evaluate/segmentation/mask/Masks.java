package io.github.dino4j.evaluate.segmentation.mask;

import java.util.List;

/** The true labels of images, each within reach at any time. Several threads may read. */
public interface Masks {
  /** How many images there are. */
  int size();

  /** Labels of an image, by its place from 0 on. */
  LabelMap get(int image);

  /** Masks that are already in memory. */
  static Masks of(List<LabelMap> masks) {
    List<LabelMap> copy = List.copyOf(masks);
    return new Masks() {
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
