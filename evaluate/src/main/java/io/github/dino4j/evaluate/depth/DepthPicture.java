package io.github.dino4j.evaluate.depth;

import io.github.dino4j.features.picture.HeatColours;
import java.awt.image.BufferedImage;

/**
 * A depth map in colours whose lightness falls evenly with depth: the nearest is pale yellow, the
 * farthest near black; black where nothing is known.
 *
 * @param image of the map's size
 * @param legend what the first and the last colour stand for, such as {@code 0.710 (pale) to 4.20
 *     (dark) m}
 */
public record DepthPicture(BufferedImage image, String legend) {
  /** Colours from the nearest to the farthest depth of the map itself. */
  public static DepthPicture of(DepthMap map, DepthUnit unit) {
    float nearest = map.max();
    for (float depth : map.values()) {
      nearest = depth > 0 ? Math.min(nearest, depth) : nearest;
    }
    return of(map, nearest, map.max(), unit);
  }

  /** Colours between two depths, so that several pictures can be compared. */
  public static DepthPicture of(DepthMap map, double nearest, double farthest, DepthUnit unit) {
    BufferedImage image = new BufferedImage(map.width(), map.height(), BufferedImage.TYPE_INT_RGB);
    double length = Math.max(farthest - nearest, Float.MIN_NORMAL);
    for (int i = 0; i < map.values().length; i++) {
      float depth = map.values()[i];
      int rgb = depth > 0 ? HeatColours.rgb(1 - (depth - nearest) / length) : 0;
      image.setRGB(i % map.width(), i / map.width(), rgb);
    }
    String legend = "%.3g (pale) to %.3g (dark) %s".formatted(nearest, farthest, unit.text());
    return new DepthPicture(image, legend);
  }
}
