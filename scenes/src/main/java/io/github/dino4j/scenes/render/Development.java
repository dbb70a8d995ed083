package io.github.dino4j.scenes.render;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.CameraResponse;
import io.github.dino4j.scenes.scene.Scene;

/** From light to eight-bit sRGB: exposure, tone curve, averaging of samples, grain, compression. */
final class Development {
  private static final double KEY = 0.3;
  private static final int STEPS = 4095;
  private static final byte[] GAMMA = new byte[STEPS + 1];

  static {
    for (int i = 0; i <= STEPS; i++) {
      double v = (double) i / STEPS * i / STEPS;
      double srgb = v <= 0.0031308 ? 12.92 * v : 1.055 * StrictMath.pow(v, 1 / 2.4) - 0.055;
      GAMMA[i] = (byte) (int) (srgb * 255 + 0.5);
    }
  }

  private Development() {}

  static RgbImage develop(LightFrame frame, Scene scene) {
    CameraResponse how = scene.development();
    int size = frame.side / 2;
    double exposure = exposure(frame) * how.exposure();
    Colour gain = how.tint().times(exposure);
    byte[] pixels = new byte[size * size * 3];
    for (int row = 0, i = 0; row < size; row++) {
      for (int column = 0; column < size; column++, i += 3) {
        int corner = 6 * (row * frame.side + column);
        pixels[i] = average(frame, corner, gain.r());
        pixels[i + 1] = average(frame, corner + 1, gain.g());
        pixels[i + 2] = average(frame, corner + 2, gain.b());
      }
    }
    RgbImage image = new RgbImage(size, size, pixels);
    if (how.jpegQuality() < 100) {
      BlockCompression.apply(image, how.jpegQuality());
    }
    if (how.noise() > 0) {
      grain(pixels, how.noise(), scene.label().index());
    }
    return image;
  }

  private static byte average(LightFrame frame, int corner, double gain) {
    int below = corner + 3 * frame.side;
    double sum =
        tone(frame, corner, gain)
            + tone(frame, corner + 3, gain)
            + tone(frame, below, gain)
            + tone(frame, below + 3, gain);
    return GAMMA[(int) (Math.sqrt(sum / 4) * STEPS + 0.5)];
  }

  private static double exposure(LightFrame frame) {
    double sum = 0;
    int n = frame.side * frame.side;
    for (int i = 0; i < n; i++) {
      double luminance =
          0.2126 * radiance(frame, 3 * i)
              + 0.7152 * radiance(frame, 3 * i + 1)
              + 0.0722 * radiance(frame, 3 * i + 2);
      sum += Math.min(luminance, 2.5);
    }
    return Math.clamp(KEY * n / (sum + 1e-9), 0.25, 4.0);
  }

  private static float radiance(LightFrame frame, int i) {
    return frame.colour[i] * frame.light[i] + frame.added[i];
  }

  /** Narkowicz's 2015 fit of the ACES film curve. */
  private static double tone(LightFrame frame, int i, double gain) {
    double x = radiance(frame, i) * gain;
    return Math.min(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 1);
  }

  private static void grain(byte[] pixels, double deviation, int index) {
    RandomChoices draw = RandomChoices.of(index, pixels.length, 5);
    // The sum of four uniform draws has deviation sqrt(1/3).
    double scale = deviation * Math.sqrt(3);
    for (int i = 0; i < pixels.length; i++) {
      double bell = draw.unit() + draw.unit() + draw.unit() + draw.unit() - 2;
      double value = (pixels[i] & 255) + scale * bell + 0.5;
      pixels[i] = (byte) (int) Math.clamp(value, 0.0, 255.0);
    }
  }
}
