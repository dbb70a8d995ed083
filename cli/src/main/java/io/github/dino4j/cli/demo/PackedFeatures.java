package io.github.dino4j.cli.demo;

import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchProjection;
import java.util.ArrayList;
import java.util.List;

/**
 * Patch features made small enough for a page: projected to a few directions that nearly keep their
 * cosines, and rounded to one signed byte a number.
 *
 * @param scales {@code [dim]}: a number is its byte times the scale of its direction
 * @param images the bytes of each image, {@code [rows * columns, dim]}
 */
record PackedFeatures(float[] scales, List<byte[]> images) {
  private static final int MOST = 127;

  /**
   * Packs images together, so that patches of different images stay comparable.
   *
   * @param dims at most so many directions
   */
  static PackedFeatures of(List<PatchFeatures> images, int dims) {
    PatchProjection projection = PatchProjection.fit(images, dims);
    List<float[]> projected = images.stream().map(projection::project).toList();
    float[] scales = new float[projection.dims()];
    for (float[] values : projected) {
      for (int i = 0; i < values.length; i++) {
        int direction = i % scales.length;
        scales[direction] = Math.max(scales[direction], Math.abs(values[i]) / MOST);
      }
    }
    return new PackedFeatures(scales, bytes(projected, scales));
  }

  private static List<byte[]> bytes(List<float[]> projected, float[] scales) {
    List<byte[]> images = new ArrayList<>();
    for (float[] values : projected) {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        float scale = scales[i % scales.length];
        bytes[i] = (byte) (scale > 0 ? Math.round(values[i] / scale) : 0);
      }
      images.add(bytes);
    }
    return images;
  }

  /** What a reader of the page gets back for one image, {@code [rows * columns, dim]}. */
  float[] unpack(int image) {
    byte[] bytes = images.get(image);
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = bytes[i] * scales[i % scales.length];
    }
    return values;
  }
}
