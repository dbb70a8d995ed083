package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.patch.PatchMatch;
import io.github.dino4j.image.picture.Photos;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws {@link PatchMatch}es as lines between two photos side by side. */
public final class MatchDrawing {
  private static final Color CASING = new Color(0, 0, 0, 150);

  private MatchDrawing() {}

  /**
   * Both photos in one picture, a line of its own colour for each match, from the centre of one
   * patch to the centre of the other.
   */
  public static BufferedImage draw(View a, View b, List<PatchMatch> matches, PictureStyle style) {
    BufferedImage left = Photos.scaled(a.photo(), style.side());
    BufferedImage right = Photos.scaled(b.photo(), style.side());
    BufferedImage sheet = Panels.row(left, right);
    int offset = sheet.getWidth() - right.getWidth();
    double scaleA = left.getWidth() / (double) a.photo().width();
    double scaleB = right.getWidth() / (double) b.photo().width();
    Graphics2D graphics = sheet.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      float thickness = Math.max(1.2f, style.side() / 360f);
      int line = 0;
      for (PatchMatch match : topToBottom(matches)) {
        Area from = a.grid().cell(match.rowA(), match.colA());
        Area to = b.grid().cell(match.rowB(), match.colB());
        Line2D path =
            new Line2D.Double(
                from.centreX() * scaleA,
                from.centreY() * scaleA,
                offset + to.centreX() * scaleB,
                to.centreY() * scaleB);
        draw(graphics, path, LineColours.of(line++), thickness);
      }
    } finally {
      graphics.dispose();
    }
    return sheet;
  }

  /** Neighbouring lines then get colours that differ most. */
  private static List<PatchMatch> topToBottom(List<PatchMatch> matches) {
    List<PatchMatch> sorted = new ArrayList<>(matches);
    sorted.sort(Comparator.comparingInt(PatchMatch::rowA).thenComparingInt(PatchMatch::colA));
    return sorted;
  }

  private static void draw(Graphics2D graphics, Line2D path, Color colour, float thickness) {
    graphics.setColor(CASING);
    graphics.setStroke(new BasicStroke(thickness * 2.2f));
    graphics.draw(path);
    dot(graphics, path, thickness * 3.4);
    graphics.setColor(colour);
    graphics.setStroke(new BasicStroke(thickness));
    graphics.draw(path);
    dot(graphics, path, thickness * 2.6);
  }

  private static void dot(Graphics2D graphics, Line2D path, double radius) {
    double size = 2 * radius;
    graphics.fill(new Ellipse2D.Double(path.getX1() - radius, path.getY1() - radius, size, size));
    graphics.fill(new Ellipse2D.Double(path.getX2() - radius, path.getY2() - radius, size, size));
  }
}
