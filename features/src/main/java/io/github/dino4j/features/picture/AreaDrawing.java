package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.picture.HeatDrawing.Heat;
import io.github.dino4j.image.picture.Photos;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Lights those parts of a photo that matter, and draws a box around an area. */
public final class AreaDrawing {
  /** Brightness of what does not matter at all. */
  private static final double DARKEST = 0.35;

  private AreaDrawing() {}

  /**
   * The photo in its colours where the light is, dark and grey elsewhere.
   *
   * @param light one number a patch; dark at the low end of its range
   * @param box in photo pixels
   * @throws IllegalArgumentException if there is not one value a patch
   */
  public static BufferedImage draw(View view, Heat light, Area box, PictureStyle style) {
    BufferedImage drawn = Photos.scaled(view.photo(), style.side());
    float[] plane =
        new GridSampler(view.grid(), drawn, style.upsampling()).plane(light.values(), 1, 0);
    int[] bright = Photos.pixels(drawn);
    int[] dark = Photos.pixels(Photos.dimmed(drawn, DARKEST));
    for (int i = 0; i < bright.length; i++) {
      double share = Float.isNaN(plane[i]) ? 0 : light.range().share(plane[i]);
      bright[i] = Photos.mix(dark[i], bright[i], share);
    }
    outline(drawn, box, drawn.getWidth() / (double) view.photo().width());
    return drawn;
  }

  /** White on black, so that it shows on everything. */
  private static void outline(BufferedImage drawn, Area box, double scale) {
    float line = Math.max(1, Math.max(drawn.getWidth(), drawn.getHeight()) / 160f);
    // Inside the picture as a whole, also at its edges.
    double left = Math.max(line, box.left() * scale);
    double top = Math.max(line, box.top() * scale);
    double right = Math.min(drawn.getWidth() - line, (box.left() + box.width()) * scale);
    double bottom = Math.min(drawn.getHeight() - line, (box.top() + box.height()) * scale);
    Graphics2D graphics = drawn.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      Rectangle2D shape = new Rectangle2D.Double(left, top, right - left, bottom - top);
      graphics.setColor(Color.BLACK);
      graphics.setStroke(new BasicStroke(2 * line));
      graphics.draw(shape);
      graphics.setColor(Color.WHITE);
      graphics.setStroke(new BasicStroke(line));
      graphics.draw(shape);
    } finally {
      graphics.dispose();
    }
  }
}
