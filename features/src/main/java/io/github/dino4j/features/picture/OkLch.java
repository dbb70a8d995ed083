package io.github.dino4j.features.picture;

/**
 * Colours by lightness, chroma and hue in OKLab (Ottosson, "A perceptual color space for image
 * processing", 2020), where equal steps look equal.
 */
final class OkLch {
  private OkLch() {}

  /**
   * The sRGB colour, with as much of the chroma as the screen can show.
   *
   * @param lightness 0 black to 1 white
   * @param chroma 0 grey to about 0.3
   * @param hue in degrees: 30 red, 110 yellow, 140 green, 260 blue
   * @return {@code 0xRRGGBB}
   */
  static int rgb(double lightness, double chroma, double hue) {
    double[] linear = linear(lightness, chroma, hue);
    double most = isShowable(linear) ? chroma : showableChroma(lightness, chroma, hue);
    linear = linear(lightness, most, hue);
    return level(linear[0]) << 16 | level(linear[1]) << 8 | level(linear[2]);
  }

  private static double showableChroma(double lightness, double chroma, double hue) {
    double low = 0;
    double high = chroma;
    while (high - low > 1e-5) {
      double middle = (low + high) / 2;
      if (isShowable(linear(lightness, middle, hue))) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double[] linear(double lightness, double chroma, double hue) {
    double a = chroma * Math.cos(Math.toRadians(hue));
    double b = chroma * Math.sin(Math.toRadians(hue));
    double l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
    double m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
    double s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
    return new double[] {
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s
    };
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static boolean isShowable(double[] linear) {
    for (double channel : linear) {
      if (channel < -1e-4 || channel > 1 + 1e-4) {
        return false;
      }
    }
    return true;
  }

  private static int level(double linear) {
    double clamped = Math.clamp(linear, 0.0, 1.0);
    double gamma =
        clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * Math.pow(clamped, 1 / 2.4) - 0.055;
    return (int) Math.round(255 * gamma);
  }
}
