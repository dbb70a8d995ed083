package io.github.dino4j.evaluate.depth.training;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.DepthCrop;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.augment.HorizontalFlip;
import io.github.dino4j.image.random.RandomDraws;

/**
 * How a photo and its depth become a crop to train on, in the way of the released heads'
 * configurations: a fixed crop, turned by a small angle half of the time, mirrored half of the
 * time, a random window, and half of the time other colours (gamma on shares of full scale, then a
 * factor for all and one for each channel, as in AdaBins).
 *
 * @param crop that all images have in common
 * @param window what is cut out at a random place
 * @param degrees largest angle to either side
 * @param brightness largest change of the factor for all channels
 */
public record DepthAugmentation(DepthCrop crop, Size window, double degrees, double brightness) {
  private static final double HALF = 0.5;
  private static final double GAMMA = 0.1;
  private static final double COLOUR = 0.1;
  private static final int RGB = 3;

  /** Rooms: windows of 544 x 416. */
  public static DepthAugmentation nyu() {
    return new DepthAugmentation(DepthCrop.NYU, new Size(544, 416), 2.5, 0.25);
  }

  /** Roads: windows of 704 x 352. */
  public static DepthAugmentation kitti() {
    return new DepthAugmentation(DepthCrop.KB, new Size(704, 352), 2.5, 0.1);
  }

  /** NYU's changes on images of any size, for data of one's own. */
  public static DepthAugmentation of(Size window) {
    return new DepthAugmentation(DepthCrop.NONE, window, 2.5, 0.25);
  }

  /**
   * A crop of the window's size.
   *
   * @throws DinoException if the image is smaller than that
   */
  public DepthImage apply(DepthImage image, RandomDraws draws) {
    DepthImage cut = cut(image, crop.box(image.depth().size()));
    Size size = cut.depth().size();
    if (size.width() < window.width() || size.height() < window.height()) {
      throw new DinoException(
          "an image of %d x %d pixels is too small for crops of %d x %d; make these smaller"
              .formatted(size.width(), size.height(), window.width(), window.height()));
    }
    if (draws.chance(HALF)) {
      cut = new Rotation(draws.uniform(-degrees, degrees)).apply(cut);
    }
    if (draws.chance(HALF)) {
      cut = new DepthImage(HorizontalFlip.flip(cut.photo()), cut.depth().mirrored());
    }
    int left = draws.integer(size.width() - window.width() + 1);
    int top = draws.integer(size.height() - window.height() + 1);
    cut = cut(cut, new Box(left, top, window.width(), window.height()));
    return draws.chance(HALF) ? new DepthImage(coloured(cut.photo(), draws), cut.depth()) : cut;
  }

  private static DepthImage cut(DepthImage image, Box box) {
    return new DepthImage(image.photo().crop(box), image.depth().crop(box));
  }

  private RgbImage coloured(RgbImage photo, RandomDraws draws) {
    double gamma = draws.uniform(1 - GAMMA, 1 + GAMMA);
    double all = draws.uniform(1 - brightness, 1 + brightness);
    byte[][] levels = new byte[RGB][256];
    for (byte[] ofChannel : levels) {
      double factor = all * draws.uniform(1 - COLOUR, 1 + COLOUR);
      for (int i = 0; i < ofChannel.length; i++) {
        double level = 255 * Math.pow(i / 255.0, gamma) * factor;
        ofChannel[i] = (byte) Math.min(255, Math.round(level));
      }
    }
    byte[] pixels = photo.pixels().clone();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = levels[i % RGB][pixels[i] & 0xff];
    }
    return new RgbImage(photo.width(), photo.height(), pixels);
  }

  /**
   * A turn about the middle: colours bilinear, depth by the nearest pixel, nothing known outside.
   */
  record Rotation(double degrees) {
    DepthImage apply(DepthImage image) {
      int width = image.photo().width();
      int height = image.photo().height();
      byte[] pixels = new byte[image.photo().pixels().length];
      float[] depths = new float[width * height];
      double cos = Math.cos(Math.toRadians(degrees));
      double sin = Math.sin(Math.toRadians(degrees));
      for (int i = 0; i < depths.length; i++) {
        double across = i % width - (width - 1) / 2.0;
        double down = i / width - (height - 1) / 2.0;
        double x = cos * across - sin * down + (width - 1) / 2.0;
        double y = sin * across + cos * down + (height - 1) / 2.0;
        depths[i] = nearest(image.depth(), x, y);
        for (int c = 0; c < RGB; c++) {
          pixels[RGB * i + c] = bilinear(image.photo(), x, y, c);
        }
      }
      return new DepthImage(
          new RgbImage(width, height, pixels), new DepthMap(width, height, depths));
    }

    private static float nearest(DepthMap map, double x, double y) {
      long column = Math.round(x);
      long row = Math.round(y);
      boolean inside = column >= 0 && column < map.width() && row >= 0 && row < map.height();
      return inside ? map.values()[(int) (row * map.width() + column)] : 0;
    }

    private static byte bilinear(RgbImage photo, double x, double y, int channel) {
      int column = (int) Math.floor(x);
      int row = (int) Math.floor(y);
      double right = x - column;
      double below = y - row;
      double level =
          (1 - below) * (1 - right) * level(photo, column, row, channel)
              + (1 - below) * right * level(photo, column + 1, row, channel)
              + below * (1 - right) * level(photo, column, row + 1, channel)
              + below * right * level(photo, column + 1, row + 1, channel);
      return (byte) Math.round(level);
    }

    private static int level(RgbImage photo, int column, int row, int channel) {
      boolean inside = column >= 0 && column < photo.width() && row >= 0 && row < photo.height();
      return inside ? photo.pixels()[RGB * (row * photo.width() + column) + channel] & 0xff : 0;
    }
  }
}
