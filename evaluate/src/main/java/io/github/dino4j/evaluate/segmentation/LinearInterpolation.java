package io.github.dino4j.evaluate.segmentation;

/**
 * Bilinear interpolation along one side, without aligned corners ({@code F.interpolate(mode =
 * "bilinear", align_corners = False)}): the centres of the outer cells lie half a cell inside.
 *
 * @param first for each target the source before it
 * @param second the source behind it, the same at the end
 * @param weight of the second
 */
public record LinearInterpolation(int[] first, int[] second, float[] weight) {
  /** From so many cells to so many. */
  public static LinearInterpolation of(int sources, int targets) {
    var result = new LinearInterpolation(new int[targets], new int[targets], new float[targets]);
    double scale = (double) sources / targets;
    for (int i = 0; i < targets; i++) {
      double at = Math.max(0, scale * (i + 0.5) - 0.5);
      int first = Math.min(sources - 1, (int) at);
      result.first[i] = first;
      result.second[i] = Math.min(sources - 1, first + 1);
      result.weight[i] = (float) (at - first);
    }
    return result;
  }

  /** Targets. */
  public int size() {
    return first.length;
  }
}
