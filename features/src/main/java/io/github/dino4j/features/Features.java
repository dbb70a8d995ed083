package io.github.dino4j.features;

import java.util.List;

/**
 * What the frozen backbone says of one image, after its final norm.
 *
 * @param cls the CLS token, {@code [dim]}
 * @param patches the patch tokens with their grid
 */
public record Features(float[] cls, PatchFeatures patches) {
  /** Vectors as one, in their order: CLS tokens of several layers, or those and a mean patch. */
  public static float[] sideBySide(List<float[]> vectors) {
    float[] joined = new float[vectors.stream().mapToInt(vector -> vector.length).sum()];
    int at = 0;
    for (float[] vector : vectors) {
      System.arraycopy(vector, 0, joined, at, vector.length);
      at += vector.length;
    }
    return joined;
  }
}
