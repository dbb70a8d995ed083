package io.github.dino4j.pretrain.masking;

import java.util.Arrays;
import java.util.List;

/**
 * The masks of a batch of global crops, in the layout that the losses want (data/collate.py).
 *
 * @param hidden {@code [crops * patches]}, true where the student sees the mask token
 * @param crops number of global crops
 * @param patches of one crop
 * @param indices of the patches that are compared with the teacher's, ascending: where {@code
 *     hidden} is true, or all
 * @param weights for each index one over the number of compared patches of its crop
 */
public record Masks(boolean[] hidden, int crops, int patches, long[] indices, float[] weights) {

  /**
   * @param masks one a crop, in order, all of one length
   */
  public static Masks of(List<boolean[]> masks) {
    int patches = masks.getFirst().length;
    boolean[] hidden = new boolean[masks.size() * patches];
    int total = masks.stream().mapToInt(Masks::count).sum();
    long[] indices = new long[total];
    float[] weights = new float[total];
    int at = 0;
    for (int crop = 0; crop < masks.size(); crop++) {
      boolean[] mask = masks.get(crop);
      System.arraycopy(mask, 0, hidden, crop * patches, patches);
      float weight = 1f / Math.max(count(mask), 1);
      for (int patch = 0; patch < patches; patch++) {
        if (mask[patch]) {
          indices[at] = (long) crop * patches + patch;
          weights[at++] = weight;
        }
      }
    }
    return new Masks(hidden, masks.size(), patches, indices, weights);
  }

  /** No patch is hidden and all of them are compared. */
  public static Masks visible(int crops, int patches) {
    long[] indices = new long[crops * patches];
    Arrays.setAll(indices, i -> i);
    float[] weights = new float[indices.length];
    Arrays.fill(weights, 1f / patches);
    return new Masks(new boolean[indices.length], crops, patches, indices, weights);
  }

  private static int count(boolean[] mask) {
    int count = 0;
    for (boolean hidden : mask) {
      count += hidden ? 1 : 0;
    }
    return count;
  }

  /** Number of compared patches in the whole batch. */
  public int count() {
    return indices.length;
  }
}
