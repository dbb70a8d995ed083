package io.github.dino4j.features.picture;

import io.github.dino4j.features.patch.PcaPicture;
import io.github.dino4j.features.picture.PictureStyle.Background;
import io.github.dino4j.image.picture.Photos;
import java.awt.image.BufferedImage;

/** Draws {@link PcaPicture}s. */
public final class PcaDrawing {
  private static final double DIM = 0.3;
  private static final double DARKEST = 0.12;

  private PcaDrawing() {}

  /**
   * The colours alone, at the size and place of the photo.
   *
   * @param picture the colours of the patches
   */
  public static BufferedImage draw(View view, PcaPicture picture, PictureStyle style) {
    BufferedImage drawn = Photos.dimmed(Photos.scaled(view.photo(), style.side()), dim(style));
    GridSampler sampler = new GridSampler(view.grid(), drawn, style.upsampling());
    float[] mask = new float[picture.foreground().length];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = picture.foreground()[i] ? 1 : 0;
    }
    float[] cover = sampler.plane(mask, 1, 0);
    float[][] rgb = new float[3][];
    for (int channel = 0; channel < 3; channel++) {
      rgb[channel] = sampler.plane(picture.rgb(), 3, channel);
    }
    int[] pixels = Photos.pixels(drawn);
    for (int i = 0; i < pixels.length; i++) {
      if (cover[i] > 0) {
        pixels[i] = Photos.mix(pixels[i], colour(rgb, i, cover[i]), edge(cover[i]));
      }
    }
    return drawn;
  }

  /** The photo and its colours side by side. */
  public static BufferedImage beside(View view, PcaPicture picture, PictureStyle style) {
    return Panels.row(Photos.scaled(view.photo(), style.side()), draw(view, picture, style));
  }

  private static double dim(PictureStyle style) {
    return style.background() == Background.BLACK ? 0 : DIM;
  }

  /** From dark grey up, for a foreground patch must not look like black background. */
  private static int level(float value) {
    return (int) Math.round(255 * (DARKEST + (1 - DARKEST) * Math.clamp(value, 0.0, 1.0)));
  }

  /** Background patches are black, so what blending took from the colour is given back. */
  private static int colour(float[][] rgb, int i, float cover) {
    int colour = 0;
    for (float[] channel : rgb) {
      colour = colour << 8 | level(channel[i] / cover);
    }
    return colour;
  }

  /** A soft outline halfway between a foreground patch and a background one. */
  private static double edge(float cover) {
    double t = Math.clamp((cover - 0.35) / 0.3, 0.0, 1.0);
    return t * t * (3 - 2 * t);
  }
}
