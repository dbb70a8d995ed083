package io.github.dino4j.image.augment;

/** RGB to HSV and back one colour at a time, with every intermediate rounding of Pillow's C. */
final class NaiveHsv {
  private NaiveHsv() {}

  static int[] fromRgb(int r, int g, int b) {
    int max = Math.max(r, Math.max(g, b));
    int min = Math.min(r, Math.min(g, b));
    if (max == min) {
      return new int[] {0, 0, max};
    }
    float chroma = max - min;
    float s = chroma / max;
    float rc = (max - r) / chroma;
    float gc = (max - g) / chroma;
    float bc = (max - b) / chroma;
    float h;
    if (r == max) {
      h = bc - gc;
    } else if (g == max) {
      h = (float) (2.0 + rc - bc);
    } else {
      h = (float) (4.0 + gc - rc);
    }
    h = (float) ((h / 6.0 + 1.0) % 1.0);
    return new int[] {(int) (h * 255.0), (int) (s * 255.0), max};
  }

  static int[] toRgb(int h, int s, int v) {
    if (s == 0) {
      return new int[] {v, v, v};
    }
    int i = (int) Math.floor(h * 6.0 / 255.0);
    float f = (float) (h * 6.0 / 255.0 - i);
    float fs = (float) (s / 255.0);
    int p = (int) Math.round(v * (1.0 - fs));
    int q = (int) Math.round(v * (1.0 - fs * f));
    int t = (int) Math.round(v * (1.0 - fs * (1.0 - f)));
    return switch (i % 6) {
      case 0 -> new int[] {v, t, p};
      case 1 -> new int[] {q, v, p};
      case 2 -> new int[] {p, v, t};
      case 3 -> new int[] {p, q, v};
      case 4 -> new int[] {t, p, v};
      default -> new int[] {v, p, q};
    };
  }
}
