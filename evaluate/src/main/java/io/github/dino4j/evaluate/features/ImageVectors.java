package io.github.dino4j.evaluate.features;

import io.github.dino4j.data.record.ImageRecord;
import java.util.Arrays;
import java.util.List;

/**
 * One vector an image: CLS tokens of some blocks side by side, ascending, then the mean patch of
 * the last one where {@code hasMean}.
 *
 * @param images in the order of the vectors
 * @param rejected those that have none, for they could not be read
 * @param values {@code [images, width]}
 * @param layers how many blocks
 * @param dim width of the model
 * @param hasMean whether the mean of the patches follows
 */
public record ImageVectors(
    List<ImageRecord> images,
    List<ImageRecord> rejected,
    float[] values,
    int layers,
    int dim,
    boolean hasMean) {
  public ImageVectors {
    if (values.length != images.size() * dim * (layers + (hasMean ? 1 : 0))) {
      throw new IllegalArgumentException(
          "%d values for %d images".formatted(values.length, images.size()));
    }
  }

  /** How many images there are. */
  public int size() {
    return images.size();
  }

  /** Numbers of an image. */
  public int width() {
    return dim * (layers + (hasMean ? 1 : 0));
  }

  /** CLS tokens of the last block, {@code [images, dim]}. */
  public float[] cls() {
    return part((layers - 1) * dim, dim);
  }

  /** CLS tokens of the last {@code count} blocks, {@code [images, count * dim]}. */
  public float[] cls(int count) {
    return part((layers - count) * dim, count * dim);
  }

  /** Some images, in the order of {@code rows}. */
  public ImageVectors rows(int[] rows) {
    int width = width();
    float[] chosen = new float[Math.multiplyExact(rows.length, width)];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * width, chosen, i * width, width);
    }
    List<ImageRecord> of = Arrays.stream(rows).mapToObj(images::get).toList();
    return new ImageVectors(of, rejected, chosen, layers, dim, hasMean);
  }

  private float[] part(int from, int length) {
    float[] part = new float[Math.multiplyExact(size(), length)];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(values, i * width() + from, part, i * length, length);
    }
    return part;
  }
}
