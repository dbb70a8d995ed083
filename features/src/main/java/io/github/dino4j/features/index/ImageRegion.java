package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.patch.PatchGrid.Place;
import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.decode.ImageDecoder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * A part of an image that is looked for in others. Pixels are those of the image as it is shown:
 * turned upright, before any transform, counted from its top left.
 */
public sealed interface ImageRegion {
  /**
   * Makes sure that it lies on an image.
   *
   * @param image its size, upright
   * @throws DinoException in one line, if it does not
   */
  void requireOn(Size image);

  /**
   * How much of each patch belongs to the region.
   *
   * @param grid where the patches lie on the image
   * @param features of the same image
   * @return {@code [rows, columns]}, 0 to 1; at least one is positive
   * @throws DinoException in one line, if it does not lie on the image, or the model did not see it
   */
  float[] weights(PatchGrid grid, PatchFeatures features);

  /** A rectangle. */
  static ImageRegion of(Box box) {
    return new Rectangle(box);
  }

  /** The thing under a pixel: its patch, and those around it that are alike. */
  static ImageRegion at(int x, int y) {
    return new Point(x, y);
  }

  /**
   * The pixels of a mask that are not black.
   *
   * @param file an image of the size of the one that it is a mask of
   * @throws DinoException in one line, if it cannot be read or all of it is black
   */
  static ImageRegion mask(Path file) {
    RgbImage picture = new ImageDecoder().decode(file);
    BitSet set = new BitSet();
    byte[] pixels = picture.pixels();
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] != 0) {
        set.set(i / 3);
      }
    }
    if (set.isEmpty()) {
      throw new DinoException(
          "%s is black all over: the pixels of a mask's region are not black"
              .formatted(PathText.text(file)));
    }
    return new Mask(Size.of(picture), set);
  }

  /**
   * A rectangle.
   *
   * @param box in pixels
   */
  record Rectangle(Box box) implements ImageRegion {
    @Override
    public void requireOn(Size image) {
      if ((long) box.left() + box.width() > image.width()
          || (long) box.top() + box.height() > image.height()) {
        throw new DinoException(
            "the region %d,%d,%d,%d leaves the image: it has %d x %d pixels"
                .formatted(
                    box.left(),
                    box.top(),
                    box.width(),
                    box.height(),
                    image.width(),
                    image.height()));
      }
    }

    @Override
    public float[] weights(PatchGrid grid, PatchFeatures features) {
      requireOn(new Size(grid.photoWidth(), grid.photoHeight()));
      float[] weights = new float[grid.rows() * grid.columns()];
      for (int patch = 0; patch < weights.length; patch++) {
        Area cell = grid.cell(patch / grid.columns(), patch % grid.columns());
        double across = overlap(cell.left(), cell.width(), box.left(), box.width());
        double down = overlap(cell.top(), cell.height(), box.top(), box.height());
        weights[patch] = (float) (across * down / (cell.width() * cell.height()));
      }
      return requireSeen(weights);
    }

    private static double overlap(double a, double lengthA, double b, double lengthB) {
      return Math.max(0, Math.min(a + lengthA, b + lengthB) - Math.max(a, b));
    }
  }

  /**
   * A pixel on a thing.
   *
   * @param x from the left, 0 first
   * @param y from the top, 0 first
   */
  record Point(int x, int y) implements ImageRegion {
    /** Patches in each direction that a thing may reach from the chosen one. */
    private static final int REACH = 2;

    @Override
    public void requireOn(Size image) {
      if (x < 0 || y < 0 || x >= image.width() || y >= image.height()) {
        throw new DinoException(
            "the point %d,%d is not on the image: it has %d x %d pixels"
                .formatted(x, y, image.width(), image.height()));
      }
    }

    /** Patches that hang together with the chosen one and are more like it than like the rest. */
    @Override
    public float[] weights(PatchGrid grid, PatchFeatures features) {
      Place seed = grid.at(x, y);
      float[] cosine = SimilarityMap.of(features, seed).cosine();
      double mean = 0;
      for (float value : cosine) {
        mean += value / cosine.length;
      }
      double bar = (1 + mean) / 2;
      float[] weights = new float[cosine.length];
      Deque<Place> next = new ArrayDeque<>();
      next.add(seed);
      while (!next.isEmpty()) {
        Place place = next.remove();
        int patch = place.row() * grid.columns() + place.column();
        if (weights[patch] == 0 && (place.equals(seed) || cosine[patch] >= bar)) {
          weights[patch] = 1;
          for (int side = 0; side < 4; side++) {
            int row = place.row() + (side - 1) % 2;
            int column = place.column() + (side - 2) % 2;
            if (Math.abs(row - seed.row()) <= REACH
                && Math.abs(column - seed.column()) <= REACH
                && row >= 0
                && column >= 0
                && row < grid.rows()
                && column < grid.columns()) {
              next.add(new Place(row, column));
            }
          }
        }
      }
      return weights;
    }
  }

  /**
   * Pixels of any shape.
   *
   * @param size of the image
   * @param pixels row by row
   */
  record Mask(Size size, BitSet pixels) implements ImageRegion {
    @Override
    public void requireOn(Size image) {
      if (!image.equals(size)) {
        throw new DinoException(
            "the mask has %d x %d pixels and its image %d x %d"
                .formatted(size.width(), size.height(), image.width(), image.height()));
      }
    }

    @Override
    public float[] weights(PatchGrid grid, PatchFeatures features) {
      requireOn(new Size(grid.photoWidth(), grid.photoHeight()));
      float[] weights = new float[grid.rows() * grid.columns()];
      Area covered = grid.covered();
      double width = covered.width() / grid.columns();
      double height = covered.height() / grid.rows();
      for (int i = pixels.nextSetBit(0); i >= 0; i = pixels.nextSetBit(i + 1)) {
        double column = (i % size.width() + 0.5 - covered.left()) / width;
        double row = (i / size.width() + 0.5 - covered.top()) / height;
        if (column >= 0 && row >= 0 && column < grid.columns() && row < grid.rows()) {
          weights[(int) row * grid.columns() + (int) column] += (float) (1 / (width * height));
        }
      }
      return requireSeen(weights);
    }
  }

  private static float[] requireSeen(float[] weights) {
    for (float weight : weights) {
      if (weight > 0) {
        return weights;
      }
    }
    throw new DinoException(
        "the region was cropped away, the model sees the middle of images only: choose another, or"
            + " make an index with --native");
  }
}
