package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** What the first row of a file fixes for all others: names, and in dense files shapes. */
public final class RowLayout {
  private static final Set<String> TAKEN = Set.of("id", "path", "width", "height");

  private final Path target;
  private final boolean dense;
  private final SequencedMap<String, FeatureArray> first;

  public RowLayout(Path target, FeatureRow first) {
    this.target = target;
    this.dense = FeatureFormat.of(target).isDense();
    this.first = first.arrays();
    if (FeatureFormat.of(target) == FeatureFormat.NPY && first.arrays().size() > 1) {
      throw new DinoException(
          "%s holds features of one kind, not %s: write .safetensors or .parquet, or choose one kind of token"
              .formatted(target, String.join(" and ", first.arrays().keySet())));
    }
    if (!dense && first.arrays().values().stream().anyMatch(RowLayout::isHalf)) {
      throw new DinoException(
          "%s holds numbers in full: write features in half precision to .safetensors or .npy"
              .formatted(target));
    }
    if (first.arrays().keySet().stream().anyMatch(TAKEN::contains)) {
      throw new IllegalArgumentException("features cannot be named " + first.arrays().keySet());
    }
  }

  private static boolean isHalf(FeatureArray array) {
    return array.type() == FeatureType.FLOAT16;
  }

  /**
   * Refuses a row that does not fit.
   *
   * @throws DinoException when its shape differs where shapes must be equal
   */
  public void check(FeatureRow row) {
    if (!List.copyOf(row.arrays().keySet()).equals(List.copyOf(first.keySet()))) {
      throw new IllegalArgumentException(
          "%s has features %s, the rows before %s"
              .formatted(row.image().path(), row.arrays().keySet(), first.keySet()));
    }
    row.arrays().forEach((name, array) -> check(row, name, array.shape()));
  }

  private void check(FeatureRow row, String name, int[] shape) {
    int[] expected = first.getOrDefault(name, FeatureArray.vector()).shape();
    if (dense ? !Arrays.equals(shape, expected) : shape.length != expected.length) {
      throw new DinoException(
          "%s needs rows of one shape, but %s of %s is %s and of the first image %s: write .parquet, or give all images one size"
              .formatted(
                  target,
                  name,
                  row.image().path(),
                  FeatureArray.text(shape),
                  FeatureArray.text(expected)));
    }
  }
}
