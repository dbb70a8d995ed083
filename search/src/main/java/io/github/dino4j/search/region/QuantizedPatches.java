package io.github.dino4j.search.region;

/**
 * Features of the patches of an image, of length 1, in one byte a value. The largest value of a
 * patch becomes 127 and the others keep their proportion to it, rounded; the scale brings the
 * rounded vector back to length 1.
 *
 * <p>Each value is off by at most half a step. Of 384 normally distributed values that moves a
 * cosine by less than 0.0004 (standard deviation).
 *
 * @param codes {@code [rows, columns, dim]}
 * @param scales {@code [rows, columns]}, what codes are multiplied by
 */
record QuantizedPatches(int rows, int columns, int dim, byte[] codes, float[] scales) {
  private static final int LARGEST = Byte.MAX_VALUE;

  static QuantizedPatches of(PatchVectors patches) {
    int dim = patches.dim();
    float[] values = patches.values();
    byte[] codes = new byte[values.length];
    float[] scales = new float[patches.size()];
    for (int patch = 0; patch < scales.length; patch++) {
      scales[patch] = quantize(values, codes, patch * dim, dim);
    }
    return new QuantizedPatches(patches.rows(), patches.columns(), dim, codes, scales);
  }

  /** Writes the codes of one patch and returns its scale; 0 for a patch of zeros. */
  private static float quantize(float[] values, byte[] codes, int from, int dim) {
    float most = 0;
    for (int i = from; i < from + dim; i++) {
      most = Math.max(most, Math.abs(values[i]));
    }
    if (most == 0) {
      return 0;
    }
    long squares = 0;
    for (int i = from; i < from + dim; i++) {
      int code = Math.round(values[i] / most * LARGEST);
      codes[i] = (byte) code;
      squares += (long) code * code;
    }
    return (float) (1 / Math.sqrt(squares));
  }

  /** Number of patches. */
  int size() {
    return rows * columns;
  }

  /**
   * Writes patches as numbers again.
   *
   * @param first patch of those that are written
   * @param target {@code [count, stride]}; what is beyond dim is left as it is
   * @param stride values from one patch to the next, at least dim
   */
  void dequantize(int first, int count, float[] target, int stride) {
    for (int patch = 0; patch < count; patch++) {
      float scale = scales[first + patch];
      int from = (first + patch) * dim;
      int to = patch * stride;
      for (int i = 0; i < dim; i++) {
        target[to + i] = codes[from + i] * scale;
      }
    }
  }

  /** All patches, of length 1. */
  PatchVectors dequantize() {
    float[] values = new float[codes.length];
    dequantize(0, size(), values, dim);
    return new PatchVectors(rows, columns, dim, values);
  }
}
