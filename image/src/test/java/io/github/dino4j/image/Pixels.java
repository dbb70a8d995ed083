package io.github.dino4j.image;

import static org.assertj.core.api.Assertions.assertThat;

/** Comparing pictures. */
public final class Pixels {
  private Pixels() {}

  public static void assertSame(RgbImage actual, RgbImage expected) {
    assertWithin(actual, expected, 0);
  }

  public static void assertWithin(RgbImage actual, RgbImage expected, int levels) {
    assertThat(Size.of(actual)).isEqualTo(Size.of(expected));
    int largest = 0;
    for (int i = 0; i < actual.pixels().length; i++) {
      int difference = (actual.pixels()[i] & 0xff) - (expected.pixels()[i] & 0xff);
      largest = Math.max(largest, Math.abs(difference));
    }
    assertThat(largest).as("largest difference in levels").isLessThanOrEqualTo(levels);
  }
}
