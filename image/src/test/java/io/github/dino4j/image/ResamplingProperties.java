package io.github.dino4j.image;

import static io.github.dino4j.image.Pixels.assertSame;

import io.github.dino4j.image.resample.Resampling;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * The fast resampler against the naive one on any sizes, and parts of results against the whole.
 */
final class ResamplingProperties {
  @Property(tries = 150)
  void equalsTheNaiveOne(
      @ForAll Resampling filter,
      @ForAll @IntRange(min = 1, max = 70) int width,
      @ForAll @IntRange(min = 1, max = 70) int height,
      @ForAll @IntRange(min = 1, max = 70) int newWidth,
      @ForAll @IntRange(min = 1, max = 70) int newHeight) {
    RgbImage image = noise(width, height);
    Size size = new Size(newWidth, newHeight);
    assertSame(filter.resize(image, size), NaiveResampling.resize(filter, image, size));
  }

  @Property(tries = 100)
  void aWindowIsThatPartOfTheWhole(
      @ForAll @IntRange(min = 1, max = 300) int width,
      @ForAll @IntRange(min = 1, max = 60) int height,
      @ForAll @IntRange(min = 2, max = 90) int size,
      @ForAll long seed) {
    RgbImage image = noise(width, height);
    Size whole = new Size(size, size + 3);
    Random random = new Random(seed);
    int left = random.nextInt(whole.width());
    int top = random.nextInt(whole.height());
    Box window =
        new Box(
            left,
            top,
            1 + random.nextInt(whole.width() - left),
            1 + random.nextInt(whole.height() - top));
    Box all = Size.of(image).whole();
    RgbImage resized = Resampling.BICUBIC.resize(image, whole);
    assertSame(Resampling.BICUBIC.resize(image, all, whole, window), cut(resized, window));
  }

  @Property(tries = 100)
  void aPartIsResizedAsIfCutOut(
      @ForAll @IntRange(min = 2, max = 60) int side,
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll long seed) {
    RgbImage image = noise(side, side);
    Random random = new Random(seed);
    int left = random.nextInt(side);
    int top = random.nextInt(side);
    Box part = new Box(left, top, 1 + random.nextInt(side - left), 1 + random.nextInt(side - top));
    Size square = new Size(size, size);
    assertSame(
        Resampling.BICUBIC.resize(image, part, square),
        Resampling.BICUBIC.resize(cut(image, part), square));
    assertSame(image.crop(part), cut(image, part));
  }

  /** Full contrast, so that the negative lobes overshoot and have to be clipped. */
  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[width * height * 3];
    Random random = new Random(width * 1000L + height);
    random.nextBytes(pixels);
    for (int i = 0; i < pixels.length; i += 2) {
      pixels[i] = (byte) (random.nextBoolean() ? 0 : 255);
    }
    return new RgbImage(width, height, pixels);
  }

  private static RgbImage cut(RgbImage image, Box box) {
    byte[] pixels = new byte[box.width() * box.height() * 3];
    for (int y = 0; y < box.height(); y++) {
      int from = ((box.top() + y) * image.width() + box.left()) * 3;
      System.arraycopy(image.pixels(), from, pixels, y * box.width() * 3, box.width() * 3);
    }
    return new RgbImage(box.width(), box.height(), pixels);
  }
}
