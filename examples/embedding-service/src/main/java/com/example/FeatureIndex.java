package com.example;

import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.data.feature.FeatureRow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The images of a feature file, searched by likeness.
 *
 * @param rows one an image
 */
public record FeatureIndex(List<FeatureRow> rows) {
  /** An image and its cosine similarity to what was asked for. */
  public record Match(String path, double similarity) {}

  /**
   * Reads what {@code dino4j embed --tokens cls} wrote, in any of its formats. Rows come one by
   * one, so a file that does not fit into memory can be gone through in the same way.
   */
  public static FeatureIndex read(Path file) {
    List<FeatureRow> rows = new ArrayList<>();
    try (FeatureReader reader = FeatureFile.read(file)) {
      reader.forEachRemaining(rows::add);
    }
    return new FeatureIndex(rows);
  }

  /** The images that are most like these features, the best first. */
  public List<Match> mostLike(float[] features, int count) {
    return rows.stream()
        .map(row -> new Match(row.image().path(), cosine(features, values(row))))
        .sorted(Comparator.comparingDouble(Match::similarity).reversed())
        .limit(count)
        .toList();
  }

  /** Its only features: a column {@code cls} in Parquet, an array without a name in npy. */
  private static float[] values(FeatureRow row) {
    return row.arrays().firstEntry().getValue().values();
  }

  static double cosine(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return ab / Math.sqrt(aa * bb);
  }
}
