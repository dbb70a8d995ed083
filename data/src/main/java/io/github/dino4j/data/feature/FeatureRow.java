package io.github.dino4j.data.feature;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One image's features.
 *
 * @param image which image
 * @param arrays features by name, such as {@code cls} and {@code patches}, in the order of columns
 */
public record FeatureRow(ImageEntry image, SequencedMap<String, FeatureArray> arrays) {
  public FeatureRow {
    arrays = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arrays));
    if (arrays.isEmpty()) {
      throw new IllegalArgumentException("a row without features: " + image.path());
    }
  }

  /** A row with features of one name. */
  public static FeatureRow of(ImageEntry image, String name, FeatureArray array) {
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    arrays.put(name, array);
    return new FeatureRow(image, arrays);
  }
}
