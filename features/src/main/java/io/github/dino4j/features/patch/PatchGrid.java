package io.github.dino4j.features.patch;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;

/**
 * Where the patches of a feature grid lie on the original photo, so that drawings land on the right
 * pixels whatever the transform resized and cropped.
 *
 * @param photoWidth original, in pixels
 * @param photoHeight original, in pixels
 * @param covered the part of the photo that the model saw, in photo pixels; whole patches only
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 */
public record PatchGrid(int photoWidth, int photoHeight, Area covered, int rows, int columns) {

  /**
   * An upright rectangle in photo pixels; it may end between pixels.
   *
   * @param left distance from the photo's left edge
   * @param top distance from the photo's top edge
   * @param width to the right
   * @param height downwards
   */
  public record Area(double left, double top, double width, double height) {
    public double centreX() {
      return left + width / 2;
    }

    public double centreY() {
      return top + height / 2;
    }
  }

  /**
   * A patch by its place in the grid.
   *
   * @param row from the top, 0 first
   * @param column from the left, 0 first
   */
  public record Place(int row, int column) {}

  public PatchGrid {
    if (photoWidth < 1 || photoHeight < 1 || rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "%d x %d patches on a photo of %d x %d"
              .formatted(rows, columns, photoWidth, photoHeight));
    }
  }

  /** The grid of a photo that was resized as a whole: nothing was cut away. */
  public static PatchGrid whole(int photoWidth, int photoHeight, PatchFeatures features) {
    Area all = new Area(0, 0, photoWidth, photoHeight);
    return new PatchGrid(photoWidth, photoHeight, all, features.rows(), features.columns());
  }

  /**
   * The grid of a photo that went through a transform.
   *
   * @param photo its original size
   * @param transform that made the model's input of it
   * @param rows patches of that input, from top to bottom
   * @param columns patches from left to right
   */
  public static PatchGrid of(Size photo, EvalTransform transform, int rows, int columns) {
    Area covered =
        switch (transform) {
          case EvalTransform.Native _, EvalTransform.Whole _ ->
              new Area(0, 0, photo.width(), photo.height());
          case EvalTransform.ResizeCrop crop -> covered(photo, crop);
        };
    return new PatchGrid(photo.width(), photo.height(), covered, rows, columns);
  }

  private static Area covered(Size photo, EvalTransform.ResizeCrop crop) {
    // The long side is rounded down, so the two axes may be scaled a little differently.
    double shortSide = Math.min(photo.width(), photo.height());
    int width = (int) ((double) crop.resize() * photo.width() / shortSide);
    int height = (int) ((double) crop.resize() * photo.height() / shortSide);
    return new Area(
        start(width, crop.crop()) * photo.width() / width,
        start(height, crop.crop()) * photo.height() / height,
        (double) crop.crop() * photo.width() / width,
        (double) crop.crop() * photo.height() / height);
  }

  /** Negative where the picture is smaller than the crop and was padded. */
  private static double start(int side, int crop) {
    return side < crop ? -((crop - side) / 2) : Math.rint((side - crop) / 2.0);
  }

  /**
   * The patch under a pixel.
   *
   * @param x from the left of the original photo, 0 first
   * @param y from its top
   * @throws DinoException if the pixel is not on the photo, or the model did not see it
   */
  public Place at(int x, int y) {
    if (x < 0 || y < 0 || x >= photoWidth || y >= photoHeight) {
      throw new DinoException(
          "the point %d,%d is not on the photo: it is %d x %d, so X goes from 0 to %d and Y to %d"
              .formatted(x, y, photoWidth, photoHeight, photoWidth - 1, photoHeight - 1));
    }
    double column = (x + 0.5 - covered.left) / covered.width * columns;
    double row = (y + 0.5 - covered.top) / covered.height * rows;
    if (column < 0 || row < 0 || column >= columns || row >= rows) {
      throw new DinoException(
          "the point %d,%d was cropped away: the model saw X from %d to %d and Y from %d to %d"
              .formatted(x, y, firstX(), lastX(), firstY(), lastY()));
    }
    return new Place((int) row, (int) column);
  }

  /** The pixels of one patch. */
  public Area cell(int row, int column) {
    double width = covered.width / columns;
    double height = covered.height / rows;
    return new Area(covered.left + column * width, covered.top + row * height, width, height);
  }

  /** The pixels of the photo that a rectangle of patches lies on. */
  public Area area(int row, int column, int rowCount, int columnCount) {
    Area first = cell(row, column);
    Area last = cell(row + rowCount - 1, column + columnCount - 1);
    double left = Math.max(0, first.left);
    double top = Math.max(0, first.top);
    double right = Math.min(photoWidth, last.left + last.width);
    double bottom = Math.min(photoHeight, last.top + last.height);
    return new Area(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  }

  private int firstX() {
    return (int) Math.max(0, Math.ceil(covered.left - 0.5));
  }

  private int lastX() {
    return (int) Math.min(photoWidth, Math.ceil(covered.left + covered.width - 0.5)) - 1;
  }

  private int firstY() {
    return (int) Math.max(0, Math.ceil(covered.top - 0.5));
  }

  private int lastY() {
    return (int) Math.min(photoHeight, Math.ceil(covered.top + covered.height - 0.5)) - 1;
  }
}
