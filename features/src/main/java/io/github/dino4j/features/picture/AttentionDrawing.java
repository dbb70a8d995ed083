package io.github.dino4j.features.picture;

import io.github.dino4j.features.AttentionMaps;
import io.github.dino4j.features.patch.AttentionMass;
import io.github.dino4j.features.picture.HeatDrawing.Heat;
import io.github.dino4j.features.picture.HeatDrawing.Range;
import io.github.dino4j.image.picture.Photos;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;

/** Draws where the CLS token looks. */
public final class AttentionDrawing {
  private static final double DIM = 0.2;

  private AttentionDrawing() {}

  /**
   * One map as heat over the photo, from its own weakest to its own strongest patches.
   *
   * @param map {@code [rows, columns]}, one head or the mean
   */
  public static BufferedImage heat(View view, float[] map, PictureStyle style) {
    return HeatDrawing.draw(view, new Heat(map, Range.ofShape(map)), style);
  }

  /**
   * The photo, bright only where patches are kept.
   *
   * @param mask {@code [rows, columns]}, as of {@link AttentionMass}
   */
  public static BufferedImage mass(View view, boolean[] mask, PictureStyle style) {
    BufferedImage drawn = Photos.scaled(view.photo(), style.side());
    BufferedImage dark = Photos.dimmed(drawn, DIM);
    float[] kept = new float[mask.length];
    for (int i = 0; i < mask.length; i++) {
      kept[i] = mask[i] ? 1 : 0;
    }
    float[] plane = new GridSampler(view.grid(), drawn, style.upsampling()).plane(kept, 1, 0);
    int[] bright = Photos.pixels(drawn);
    int[] dim = Photos.pixels(dark);
    for (int i = 0; i < bright.length; i++) {
      bright[i] = Photos.mix(dim[i], bright[i], Float.isNaN(plane[i]) ? 0 : plane[i]);
    }
    return drawn;
  }

  /** A contact sheet: the photo, the mean and every head as heat, each labelled. */
  public static BufferedImage heatSheet(View view, AttentionMaps maps, PictureStyle style) {
    List<BufferedImage> tiles = new ArrayList<>();
    tiles.add(Panels.labelled(Photos.scaled(view.photo(), style.side()), "PHOTO"));
    tiles.add(Panels.labelled(heat(view, maps.mean(), style), "MEAN"));
    for (int head = 0; head < maps.heads(); head++) {
      tiles.add(Panels.labelled(heat(view, maps.head(head), style), "HEAD " + (head + 1)));
    }
    return Panels.sheet(tiles, columns(tiles.size()));
  }

  /** A contact sheet of the patches that hold a share of each head's mass. */
  public static BufferedImage massSheet(View view, AttentionMaps maps, PictureStyle style) {
    List<BufferedImage> tiles = new ArrayList<>();
    tiles.add(Panels.labelled(Photos.scaled(view.photo(), style.side()), "PHOTO"));
    tiles.add(massTile(view, maps.mean(), style, "MEAN"));
    for (int head = 0; head < maps.heads(); head++) {
      tiles.add(massTile(view, maps.head(head), style, "HEAD " + (head + 1)));
    }
    return Panels.sheet(tiles, columns(tiles.size()));
  }

  private static BufferedImage massTile(View view, float[] map, PictureStyle style, String label) {
    boolean[] mask = AttentionMass.mask(map, AttentionMass.DINO);
    return Panels.labelled(mass(view, mask, style), label);
  }

  /** As near to a square as leaves few cells empty: 8 tiles in 4 columns, 14 in 5, 18 in 6. */
  private static int columns(int tiles) {
    int best = tiles;
    for (int columns = 3; columns <= 6 && columns < tiles; columns++) {
      int empty = Math.ceilDiv(tiles, columns) * columns - tiles;
      int emptyOfBest = Math.ceilDiv(tiles, best) * best - tiles;
      if (empty < emptyOfBest || (empty == emptyOfBest && columns > 3) || best > 6) {
        best = columns;
      }
    }
    return best;
  }
}
