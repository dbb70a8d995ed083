package io.github.dino4j.evaluate.segmentation;

/**
 * The logits of every class for the patches of a picture.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param classes how many
 * @param values {@code [rows, columns, classes]}
 */
public record PatchLogits(int rows, int columns, int classes, float[] values) {
  public PatchLogits {
    if ((long) rows * columns * classes != values.length) {
      throw new IllegalArgumentException(
          "%d x %d patches of %d classes are not %d logits"
              .formatted(rows, columns, classes, values.length));
    }
  }
}
