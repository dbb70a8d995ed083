package io.github.dino4j.features;

import io.github.dino4j.model.frozen.Pixels;
import java.util.ArrayList;
import java.util.List;

/** Runs of neighbouring images of one size, in order: what one forward pass can take together. */
final class Batches {
  private Batches() {}

  static List<List<PreparedImage>> of(List<PreparedImage> images) {
    List<List<PreparedImage>> runs = new ArrayList<>();
    int start = 0;
    for (int i = 1; i <= images.size(); i++) {
      if (i == images.size() || !images.get(i).fitsWith(images.get(start))) {
        runs.add(images.subList(start, i));
        start = i;
      }
    }
    return runs;
  }

  /** The pixels of images of one size, one after the other. */
  static Pixels pixels(List<PreparedImage> images) {
    PreparedImage first = images.getFirst();
    int size = first.pixels().length;
    float[] values = new float[Math.multiplyExact(size, images.size())];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).pixels(), 0, values, i * size, size);
    }
    return new Pixels(values, images.size(), first.height(), first.width());
  }
}
