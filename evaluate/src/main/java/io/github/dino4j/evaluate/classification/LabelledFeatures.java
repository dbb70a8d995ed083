package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import java.util.Arrays;

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

  /** Some of the images, in the order of {@code rows}. */
  public LabelledFeatures rows(int[] rows) {
    float[] chosen = new float[Math.multiplyExact(rows.length, dim)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * dim, chosen, i * dim, dim);
    }
    return new LabelledFeatures(
        chosen, dim, Arrays.stream(rows).map(row -> labels[row]).toArray(), classes);
  }
}
