package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.Features;
import java.util.List;
import java.util.stream.Stream;

/**
 * Features of labelled images for linear heads. A row holds the CLS tokens of the last blocks in
 * order and then the mean patch of the last one, so that what any {@link ProbeInput} wants lies
 * side by side in it.
 *
 * @param rows {@code [images][(blocks + 1) * dim]}
 * @param dim features of a token
 * @param blocks of which there are CLS tokens
 * @param labels {@code [images]}, from 0; -1 for none of the classes
 * @param classes how many there are
 */
public record ProbeFeatures(float[][] rows, int dim, int blocks, int[] labels, int classes) {
  public ProbeFeatures {
    if (rows.length != labels.length) {
      throw new IllegalArgumentException(rows.length + " rows, " + labels.length + " labels");
    }
    for (float[] row : rows) {
      if (row.length != (blocks + 1) * dim) {
        throw new IllegalArgumentException(
            "%d values are not %d tokens of %d".formatted(row.length, blocks + 1, dim));
      }
    }
    for (int label : labels) {
      if (label < -1 || label >= classes) {
        throw new DinoException("class %d is not within 0 to %d".formatted(label, classes - 1));
      }
    }
  }

  /**
   * Reads features of images, each with the same layers.
   *
   * @param features normalised; of all layers CLS, of the last one the patches
   * @param labels one an image
   */
  public static ProbeFeatures of(FrozenFeatures features, int[] labels, int classes) {
    if (features.size() != labels.length || labels.length == 0) {
      throw new DinoException(
          "there are features of %d images and %d labels"
              .formatted(features.size(), labels.length));
    }
    float[][] rows = new float[labels.length][];
    List<Features> first = features.get(0);
    int dim = first.getFirst().cls().length;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row(features.get(i));
    }
    return new ProbeFeatures(rows, dim, first.size(), labels, classes);
  }

  private static float[] row(List<Features> layers) {
    Stream<float[]> cls = layers.stream().map(Features::cls);
    Stream<float[]> mean = Stream.of(layers.getLast().patches().mean());
    return Features.sideBySide(Stream.concat(cls, mean).toList());
  }

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /**
   * Where the values of an input begin in a row.
   *
   * @throws DinoException if it wants more blocks than there are
   */
  public int start(ProbeInput input) {
    if (input.blocks() > blocks) {
      throw new DinoException(
          "the head takes %s; there are features of %d".formatted(input, blocks));
    }
    return (blocks - input.blocks()) * dim;
  }

  /** The input of consecutive images, {@code [end - first, input.length(dim)]}. */
  public float[] inputs(ProbeInput input, int first, int end) {
    int start = start(input);
    int length = input.length(dim);
    float[] values = new float[Math.multiplyExact(end - first, length)];
    for (int i = first; i < end; i++) {
      System.arraycopy(rows[i], start, values, (i - first) * length, length);
    }
    return values;
  }
}
