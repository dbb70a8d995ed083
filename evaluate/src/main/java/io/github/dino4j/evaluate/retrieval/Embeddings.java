package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import java.util.Arrays;

/**
 * One vector an image, of any length: what is compared is the cosine.
 *
 * @param values {@code [n, dim]}, row by row; shared, not copied
 * @param dim numbers an image
 */
public record Embeddings(float[] values, int dim) {
  /**
   * @throws DinoException if a number is not finite
   */
  public Embeddings {
    if (dim < 1 || values.length % dim != 0) {
      throw new IllegalArgumentException(
          "%d values are no vectors of %d each".formatted(values.length, dim));
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new DinoException(
            "feature %d of image %d is %s: the model or its precision is at fault"
                .formatted(i % dim, i / dim, values[i]));
      }
    }
  }

  /** The CLS token of the last of the layers. */
  public static Embeddings cls(FrozenFeatures features) {
    int dim = features.size() == 0 ? 1 : features.get(0).getLast().cls().length;
    float[] values = new float[features.size() * dim];
    for (int image = 0; image < features.size(); image++) {
      System.arraycopy(features.get(image).getLast().cls(), 0, values, image * dim, dim);
    }
    return new Embeddings(values, dim);
  }

  /** How many images there are. */
  public int size() {
    return values.length / dim;
  }

  /** The images from {@code first} to before {@code end}, copied. */
  Embeddings range(int first, int end) {
    return new Embeddings(Arrays.copyOfRange(values, first * dim, end * dim), dim);
  }

  /** Throws unless there is one label an image. */
  void requireLabels(int labels) {
    if (labels != size()) {
      throw new IllegalArgumentException("%d labels for %d images".formatted(labels, size()));
    }
  }
}
