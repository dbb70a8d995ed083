package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import java.nio.file.Path;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * What the first row of a file fixes for all others: names, in dense files the width of vectors,
 * and in {@code .npy} the grid of patches.
 */
public final class RowLayout {
  private static final Set<String> TAKEN = Set.of("id", "path", "width", "height", Grids.NAME);

  private final Path target;
  private final FeatureFormat format;
  private final SequencedMap<String, FeatureArray> first;

  public RowLayout(Path target, FeatureRow first) {
    this.target = target;
    this.format = FeatureFormat.of(target);
    this.first = first.arrays();
    if (format == FeatureFormat.NPY && first.arrays().size() > 1) {
      throw new DinoException(
          "%s holds features of one kind, not %s: write .safetensors or .parquet, or choose one kind of token"
              .formatted(target, String.join(" and ", first.arrays().keySet())));
    }
    if (!format.isDense() && first.arrays().values().stream().anyMatch(RowLayout::isHalf)) {
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
    if (format.isDense()
        && row.arrays().values().stream()
                .filter(FeatureArray::isGrid)
                .map(array -> List.of(array.shape()[0], array.shape()[1]))
                .distinct()
                .count()
            > 1) {
      throw new IllegalArgumentException("two grids of one image: " + row.image().path());
    }
  }

  private void check(FeatureRow row, String name, int[] shape) {
    int[] expected = first.getOrDefault(name, FeatureArray.vector()).shape();
    if (!format.holds(shape, expected)) {
      throw new DinoException(
          "%s needs rows of one shape, but %s of %s is %s and of the first image %s: write %s, or give all images one size"
              .formatted(
                  target,
                  name,
                  row.image().path(),
                  FeatureArray.text(shape),
                  FeatureArray.text(expected),
                  format == FeatureFormat.NPY ? ".safetensors or .parquet" : ".parquet"));
    }
  }
}
