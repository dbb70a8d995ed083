package io.github.dino4j.evaluate.corruption;

import java.util.Locale;

/**
 * The fifteen official types of ImageNet-C (Hendrycks and Dietterich, arXiv 1903.12261), with its
 * constants for five severities. They are meant for pictures whose short side is 224 pixels; for
 * others every length (radii, deviations of blurs, shifts, the grain of snow, fog and frost) is
 * multiplied by short side / 224, while noise stays one number a pixel, so that a picture should be
 * corrupted at about the size that a model sees. Frost is drawn here, where the original lays
 * photographs of frozen panes over the picture; results come in eight bits by rounding.
 */
public enum CorruptionType {
  GAUSSIAN_NOISE(PixelNoise::gaussian),
  SHOT_NOISE(PixelNoise::shot),
  IMPULSE_NOISE(PixelNoise::impulse),
  DEFOCUS_BLUR(DefocusBlur::apply),
  GLASS_BLUR(GlassBlur::apply),
  MOTION_BLUR(MotionBlur::apply),
  ZOOM_BLUR(ZoomBlur::apply),
  SNOW(Snow::apply),
  FROST(Frost::apply),
  FOG(Fog::apply),
  BRIGHTNESS(Tones::brightness),
  CONTRAST(Tones::contrast),
  ELASTIC_TRANSFORM(ElasticTransform::apply),
  PIXELATE(Coarse::pixelate),
  JPEG_COMPRESSION(Coarse::jpeg);

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Severities severities;

  CorruptionType(Severities severities) {
    this.severities = severities;
  }

  Severities severities() {
    return severities;
  }

  /** The name of its folder: {@code gaussian_noise}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
