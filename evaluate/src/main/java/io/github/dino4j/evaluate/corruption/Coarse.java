package io.github.dino4j.evaluate.corruption;

import io.github.dino4j.image.codec.JpegEncoder;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.SplittableRandom;

/** Pictures that were made small: in pixels, and in bytes. */
final class Coarse {
  private static final double[] SIDES = {0.6, 0.5, 0.4, 0.3, 0.25};
  private static final int[] QUALITIES = {25, 18, 15, 10, 7};

  private Coarse() {}

  /** Shrunk and enlarged again by a box filter: every cell of pixels gets its mean. */
  static Planes pixelate(Planes picture, int severity, SplittableRandom random) {
    int columns = Math.max(1, (int) (picture.width() * SIDES[severity]));
    int rows = Math.max(1, (int) (picture.height() * SIDES[severity]));
    int[] cells = new int[picture.width() * picture.height()];
    int[] counts = new int[columns * rows];
    for (int i = 0; i < cells.length; i++) {
      int column = cell(i % picture.width(), picture.width(), columns);
      int row = cell(i / picture.width(), picture.height(), rows);
      cells[i] = row * columns + column;
      counts[cells[i]]++;
    }
    return picture.map(plane -> {
      double[] sums = new double[counts.length];
      for (int i = 0; i < plane.length; i++) {
        sums[cells[i]] += plane[i];
      }
      float[] out = new float[plane.length];
      for (int i = 0; i < out.length; i++) {
        out[i] = (float) (sums[cells[i]] / counts[cells[i]]);
      }
      return out;
    });
  }

  /** In which cell the centre of a pixel lies. */
  private static int cell(int place, int length, int cells) {
    return (int) ((place + 0.5) * cells / length);
  }

  static Planes jpeg(Planes picture, int severity, SplittableRandom random) {
    byte[] file = JpegEncoder.encode(picture.toImage(), QUALITIES[severity]);
    return Planes.of(new ImageDecoder().decode(file));
  }
}
