package io.github.dino4j.features.embed;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFormat;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.PreparedImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Which features an {@link EmbedJob} keeps of an image. */
public enum EmbedTokens {
  /** The CLS token, {@code [dim]}. */
  CLS("cls"),
  /** Every patch token, {@code [rows, columns, dim]}. */
  PATCHES("patches"),
  /**
   * The CLS token and the mean of the patch tokens, as linear probes take them: two columns in
   * Parquet, one vector {@code [2 dim]} elsewhere.
   */
  CLS_MEAN("cls+mean");

  private final String word;

  EmbedTokens(String word) {
    this.word = word;
  }

  /** As on the command line. */
  public String word() {
    return word;
  }

  List<SequencedMap<String, FeatureArray>> of(
      List<PreparedImage> images, FeatureExtractor extractor, FeatureFormat format) {
    return switch (this) {
      case CLS ->
          extractor.cls(images).stream()
              .map(cls -> named("cls", FeatureArray.vector(cls)))
              .toList();
      case PATCHES ->
          extractor.features(images).stream()
              .map(features -> named("patches", grid(features.patches())))
              .toList();
      case CLS_MEAN ->
          extractor.features(images).stream()
              .map(features -> clsAndMean(features, format))
              .toList();
    };
  }

  private static FeatureArray grid(PatchFeatures patches) {
    return FeatureArray.grid(patches.rows(), patches.columns(), patches.values());
  }

  private static SequencedMap<String, FeatureArray> clsAndMean(
      Features features, FeatureFormat format) {
    float[] cls = features.cls();
    float[] mean = mean(features.patches());
    if (format == FeatureFormat.PARQUET) {
      SequencedMap<String, FeatureArray> columns = named("cls", FeatureArray.vector(cls));
      columns.put("mean", FeatureArray.vector(mean));
      return columns;
    }
    float[] both = Arrays.copyOf(cls, cls.length + mean.length);
    System.arraycopy(mean, 0, both, cls.length, mean.length);
    return named("cls_mean", FeatureArray.vector(both));
  }

  private static float[] mean(PatchFeatures patches) {
    int dim = patches.dim();
    double[] sum = new double[dim];
    for (int i = 0; i < patches.values().length; i++) {
      sum[i % dim] += patches.values()[i];
    }
    float[] mean = new float[dim];
    for (int i = 0; i < dim; i++) {
      mean[i] = (float) (sum[i] / (patches.rows() * patches.columns()));
    }
    return mean;
  }

  private static SequencedMap<String, FeatureArray> named(String name, FeatureArray array) {
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    arrays.put(name, array);
    return arrays;
  }
}
