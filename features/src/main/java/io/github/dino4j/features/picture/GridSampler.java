package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.picture.PictureStyle.Upsampling;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Spreads the values of a patch grid over the pixels of a drawn photo. */
final class GridSampler {
  private final int columns;
  private final int patches;
  private final Axis across;
  private final Axis down;

  /**
   * For each pixel along one side the two cells around it and the weight of the second; -1 where
   * the model did not look.
   */
  private record Axis(int[] first, int[] second, float[] weight) {
    Axis(int pixels) {
      this(new int[pixels], new int[pixels], new float[pixels]);
    }
  }

  /**
   * @param grid of the features
   * @param drawn the whole photo at any size
   */
  GridSampler(PatchGrid grid, BufferedImage drawn, Upsampling upsampling) {
    columns = grid.columns();
    patches = grid.rows() * columns;
    var area = grid.covered();
    double[] x = cells(drawn.getWidth(), grid.photoWidth(), area.left(), area.width() / columns);
    double[] y =
        cells(drawn.getHeight(), grid.photoHeight(), area.top(), area.height() / grid.rows());
    across = axis(x, columns, upsampling);
    down = axis(y, grid.rows(), upsampling);
  }

  /**
   * One channel at every pixel.
   *
   * @param values {@code [rows, columns, channels]}
   * @param channels values a patch
   * @param channel which of them
   * @return {@code [height, width]}; NaN where the model did not look
   */
  float[] plane(float[] values, int channels, int channel) {
    int width = across.first.length;
    if (values.length != patches * channels) {
      throw new IllegalArgumentException(
          values.length + " values for " + patches + " patches of " + channels);
    }
    float[] plane = new float[width * down.first.length];
    Arrays.fill(plane, Float.NaN);
    for (int y = 0; y < down.first.length; y++) {
      for (int x = 0; x < width && down.first[y] >= 0; x++) {
        if (across.first[x] >= 0) {
          int left = across.first[x] * channels + channel;
          int right = across.second[x] * channels + channel;
          int top = down.first[y] * columns * channels;
          int bottom = down.second[y] * columns * channels;
          float above = mix(values[top + left], values[top + right], across.weight[x]);
          float below = mix(values[bottom + left], values[bottom + right], across.weight[x]);
          plane[y * width + x] = mix(above, below, down.weight[y]);
        }
      }
    }
    return plane;
  }

  private static float mix(float a, float b, float weight) {
    return a + weight * (b - a);
  }

  /** Where the centre of each drawn pixel lies, counted in cells from the first cell's edge. */
  private static double[] cells(int pixels, int photo, double origin, double cell) {
    double[] at = new double[pixels];
    Arrays.setAll(at, pixel -> ((pixel + 0.5) * photo / pixels - origin) / cell);
    return at;
  }

  private static Axis axis(double[] at, int cells, Upsampling upsampling) {
    Axis axis = new Axis(at.length);
    for (int pixel = 0; pixel < at.length; pixel++) {
      if (at[pixel] < 0 || at[pixel] >= cells) {
        axis.first[pixel] = -1;
      } else if (upsampling == Upsampling.NEAREST) {
        axis.first[pixel] = (int) at[pixel];
        axis.second[pixel] = (int) at[pixel];
      } else {
        double centred = Math.clamp(at[pixel] - 0.5, 0.0, cells - 1.0);
        axis.first[pixel] = (int) centred;
        axis.second[pixel] = Math.min(cells - 1, (int) centred + 1);
        axis.weight[pixel] = (float) (centred - (int) centred);
      }
    }
    return axis;
  }
}
