package io.github.dino4j.pretrain.probe;

import io.github.dino4j.DinoException;

/**
 * Features of images whose classes are known.
 *
 * @param values {@code [images, dim]}, row by row
 * @param dim features an image
 * @param labels {@code [images]}, from 0
 * @param classes how many there are
 */
public record LabelledFeatures(float[] values, int dim, int[] labels, int classes) {
  public LabelledFeatures {
    if (dim < 1 || values.length != (long) dim * labels.length) {
      throw new IllegalArgumentException(
          "%d values are not %d for each of %d images"
              .formatted(values.length, dim, labels.length));
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new DinoException("class %d is not within 0 to %d".formatted(label, classes - 1));
      }
    }
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }
}
