package io.github.dino4j.pretrain.probe;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.classification.ClassNames;
import java.util.ArrayList;
import java.util.List;

/** Features of images, gathered one by one. */
final class FeatureRows {
  private final List<ImageRecord> images = new ArrayList<>();
  private final List<float[]> rows = new ArrayList<>();

  void add(ImageRecord image, float[] row) {
    images.add(image);
    rows.add(row);
  }

  int size() {
    return rows.size();
  }

  int dim() {
    return rows.getFirst().length;
  }

  List<ImageRecord> images() {
    return images;
  }

  /** {@code [size, dim]}. */
  float[] values() {
    int dim = dim();
    float[] values = new float[Math.multiplyExact(size(), dim)];
    for (int i = 0; i < size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * dim, dim);
    }
    return values;
  }

  /** Numbers of the classes of the images, -1 for none of them. */
  int[] labels(ClassNames classes) {
    return images.stream().mapToInt(classes::numberOf).toArray();
  }

  /** Those whose class is known. */
  FeatureRows labelled(ClassNames classes) {
    FeatureRows labelled = new FeatureRows();
    for (int i = 0; i < size(); i++) {
      if (classes.numberOf(images.get(i)) >= 0) {
        labelled.add(images.get(i), rows.get(i));
      }
    }
    return labelled;
  }
}
