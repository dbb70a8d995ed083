package io.github.dino4j.image.augment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The tables against one colour at a time. */
final class HsvTest {
  /** One colour in 17 is tried, in every sector of the circle. */
  private static final int STEP = 17;

  @Test
  void tablesEqualTheNaiveConversion() {
    int wrong = 0;
    for (int colour = 0; colour < 1 << 24; colour += STEP) {
      int r = colour >> 16;
      int g = (colour >> 8) & 0xff;
      int b = colour & 0xff;
      int[] hsv = NaiveHsv.fromRgb(r, g, b);
      boolean same =
          hsv[0] == Hsv.hue(r, g, b)
              && hsv[1] == Hsv.saturation(r, g, b)
              && hsv[2] == Hsv.value(r, g, b);
      wrong += same ? 0 : 1;
    }
    assertThat(wrong).isZero();
  }

  @Test
  void theWayBackEqualsTheNaiveConversion() {
    int wrong = 0;
    byte[] rgb = new byte[3];
    for (int colour = 0; colour < 1 << 24; colour += STEP) {
      int h = colour >> 16;
      int s = (colour >> 8) & 0xff;
      int v = colour & 0xff;
      Hsv.store(h, s, v, rgb, 0);
      int[] expected = NaiveHsv.toRgb(h, s, v);
      for (int c = 0; c < 3; c++) {
        wrong += (rgb[c] & 0xff) == expected[c] ? 0 : 1;
      }
    }
    assertThat(wrong).isZero();
  }
}
