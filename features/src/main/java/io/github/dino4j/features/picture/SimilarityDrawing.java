package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.features.picture.HeatDrawing.Heat;
import io.github.dino4j.features.picture.HeatDrawing.Range;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.picture.Photos;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;

/** Draws {@link SimilarityMap}s. */
public final class SimilarityDrawing {
  private SimilarityDrawing() {}

  /** Heat over the photo; the darkest colour is the least alike patch of this photo. */
  public static BufferedImage heat(View view, SimilarityMap map, PictureStyle style) {
    Heat heat = new Heat(map.cosine(), Range.ofShape(map.cosine()));
    return HeatDrawing.draw(view, heat, style);
  }

  /**
   * A ring around the chosen spot.
   *
   * @param drawn the photo or its heat at any size; drawn into
   * @param photo the original
   * @param at in pixels of the original
   */
  public static BufferedImage mark(BufferedImage drawn, RgbImage photo, Point at) {
    double scale = drawn.getWidth() / (double) photo.width();
    double radius = Math.max(4, Math.max(drawn.getWidth(), drawn.getHeight()) / 64.0);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      Ellipse2D ring =
          new Ellipse2D.Double(
              (at.x + 0.5) * scale - radius, (at.y + 0.5) * scale - radius, 2 * radius, 2 * radius);
      graphics.setColor(Color.BLACK);
      graphics.setStroke(new BasicStroke((float) radius * 0.55f));
      graphics.draw(ring);
      graphics.setColor(Color.WHITE);
      graphics.setStroke(new BasicStroke((float) radius * 0.28f));
      graphics.draw(ring);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  /** The photo and the heat side by side, the spot ringed in both. */
  public static BufferedImage beside(View view, SimilarityMap map, Point at, PictureStyle style) {
    return Panels.row(
        mark(Photos.scaled(view.photo(), style.side()), view.photo(), at),
        mark(heat(view, map, style), view.photo(), at));
  }
}
