package io.github.dino4j.evaluate.features;

import io.github.dino4j.features.Features;
import java.util.List;

/**
 * Features of images under a frozen backbone, one after the other, each within reach at any time.
 * Several threads may read. What files it stands on, {@link #close} gives back.
 */
public interface FrozenFeatures extends AutoCloseable {
  /** Features that are already in memory: for each image one entry a layer, ascending. */
  static FrozenFeatures of(List<List<Features>> images) {
    List<List<Features>> copy = List.copyOf(images);
    return new FrozenFeatures() {
      @Override
      public int size() {
        return copy.size();
      }

      @Override
      public List<Features> get(int image) {
        return copy.get(image);
      }
    };
  }

  /** How many images there are. */
  int size();

  /** CLS and patch features of an image, by its place from 0 on: one entry a layer, ascending. */
  List<Features> get(int image);

  @Override
  default void close() {}
}
