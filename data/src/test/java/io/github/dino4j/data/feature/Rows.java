package io.github.dino4j.data.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;

/** Rows for tests, and their comparison: records with arrays are not equal by value. */
public final class Rows {
  private Rows() {}

  static FeatureArray array(Random random, int... shape) {
    int size = 1;
    for (int length : shape) {
      size *= length;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return new FeatureArray(shape, values);
  }

  public static ImageEntry image(int i) {
    return new ImageEntry(
        "a/%03d.jpg".formatted(i), "photos/a/%03d.jpg".formatted(i), 640 + i, 480);
  }

  public static FeatureRow cls(int i, int dim) {
    return FeatureRow.of(image(i), "cls", array(new Random(i), dim));
  }

  public static FeatureRow patches(int i, int rows, int columns) {
    return FeatureRow.of(image(i), "patches", array(new Random(i), rows, columns, 5));
  }

  public static FeatureRow two(int i) {
    Random random = new Random(i);
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    arrays.put("cls", array(random, 5));
    arrays.put("patches", array(random, 1 + i % 3, 1 + i % 4, 5));
    return new FeatureRow(image(i), arrays);
  }

  static void write(Path file, Iterable<FeatureRow> rows) {
    try (FeatureWriter writer = FeatureFile.write(file, Map.of("model", "tiny", "size", "224"))) {
      rows.forEach(writer::write);
      writer.commit();
    }
  }

  public static List<FeatureRow> read(Path file) {
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureReader reader = FeatureFile.read(file)) {
      reader.forEachRemaining(rows::add);
      assertThat(reader.count()).isEqualTo(rows.size());
    }
    return rows;
  }

  /** Names are left out: {@code .npy} has no room for them. */
  public static void assertSame(List<FeatureRow> actual, List<FeatureRow> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).image()).isEqualTo(expected.get(i).image());
      List<FeatureArray> arrays = new ArrayList<>(actual.get(i).arrays().values());
      List<FeatureArray> awaited = new ArrayList<>(expected.get(i).arrays().values());
      assertThat(arrays).hasSameSizeAs(awaited);
      for (int k = 0; k < arrays.size(); k++) {
        assertThat(arrays.get(k).shape()).isEqualTo(awaited.get(k).shape());
        assertThat(Arrays.equals(arrays.get(k).values(), awaited.get(k).values())).isTrue();
      }
    }
  }
}
