package io.github.dino4j.evaluate.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.image.RgbImage;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CorruptionTest {
  private static final RgbImage PICTURE = Drawings.of(1, 60, 44);

  /** Nothing is drawn at random for these. */
  private static final Set<CorruptionType> FIXED =
      EnumSet.of(
          CorruptionType.DEFOCUS_BLUR,
          CorruptionType.ZOOM_BLUR,
          CorruptionType.BRIGHTNESS,
          CorruptionType.CONTRAST,
          CorruptionType.PIXELATE,
          CorruptionType.JPEG_COMPRESSION);

  /** Not each severity takes pixels further than the one before, but steps of two do. */
  private static final EnumSet<CorruptionType> UNEVEN =
      EnumSet.of(CorruptionType.GLASS_BLUR, CorruptionType.FOG, CorruptionType.FROST);

  @Test
  void sameSeedSamePixelsOnAnyThreadInAnyOrder() {
    List<byte[]> first =
        Corruption.all().stream().map(each -> each.apply(PICTURE, "a", 7).pixels()).toList();
    List<byte[]> again =
        Corruption.all().reversed().parallelStream()
            .map(each -> each.apply(PICTURE, "a", 7).pixels())
            .toList()
            .reversed();

    assertThat(first).hasSize(75);
    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).as("%s", Corruption.all().get(i)).isEqualTo(first.get(i));
    }
  }

  @Test
  void anotherPictureOrSeedIsCorruptedOtherwise() {
    for (CorruptionType type : CorruptionType.values()) {
      Corruption corruption = new Corruption(type, 3);
      byte[] pixels = corruption.apply(PICTURE, "a", 7).pixels();
      boolean fixed = FIXED.contains(type);
      assertThat(Arrays.equals(corruption.apply(PICTURE, "b", 7).pixels(), pixels))
          .as("%s", type)
          .isEqualTo(fixed);
      assertThat(Arrays.equals(corruption.apply(PICTURE, "a", 8).pixels(), pixels))
          .as("%s", type)
          .isEqualTo(fixed);
    }
  }

  @Test
  void takesPicturesOfAnyShape() {
    for (RgbImage picture :
        List.of(Drawings.of(2, 1, 1), Drawings.of(2, 3, 90), Drawings.of(2, 70, 9))) {
      for (Corruption corruption : Corruption.all()) {
        RgbImage corrupted = corruption.apply(picture, "a", 0);
        assertThat(corrupted.width()).isEqualTo(picture.width());
        assertThat(corrupted.height()).isEqualTo(picture.height());
      }
    }
  }

  private static double distance(RgbImage a, RgbImage b) {
    double squares = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      double difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
      squares += difference * difference;
    }
    return Math.sqrt(squares / a.pixels().length);
  }

  private static double meanDistance(CorruptionType type, int severity) {
    return IntStream.range(0, 3)
        .parallel()
        .mapToDouble(i -> {
          RgbImage picture = Drawings.of(i, 224, 224);
          return distance(picture, new Corruption(type, severity).apply(picture, "p" + i, 0));
        })
        .average()
        .orElseThrow();
  }

  @Test
  void severityTakesPicturesFurtherFromTheOriginal() {
    // By the published constants elastic shifts are largest at 2, glass moves pixels further at 2
    // but fewer times, and fog and frost cost contrast rather than brightness.
    Set<CorruptionType> rising = EnumSet.complementOf(UNEVEN);
    rising.remove(CorruptionType.ELASTIC_TRANSFORM);
    for (CorruptionType type : rising) {
      double before = 0;
      for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
        double distance = meanDistance(type, severity);
        assertThat(distance).as("%s %d", type, severity).isGreaterThan(before);
        before = distance;
      }
    }
  }

  /** How much of the picture's pattern is left. */
  private static double correlation(RgbImage a, RgbImage b) {
    double n = a.pixels().length;
    double sumA = 0;
    double sumB = 0;
    double squareA = 0;
    double squareB = 0;
    double both = 0;
    for (int i = 0; i < n; i++) {
      double x = a.pixels()[i] & 0xff;
      double y = b.pixels()[i] & 0xff;
      sumA += x;
      sumB += y;
      squareA += x * x;
      squareB += y * y;
      both += x * y;
    }
    return (both - sumA * sumB / n)
        / Math.sqrt((squareA - sumA * sumA / n) * (squareB - sumB * sumB / n));
  }

  @Test
  void glassFogAndFrostLeaveLessAndLessOfThePattern() {
    for (CorruptionType type : UNEVEN) {
      double[] left = new double[Corruption.SEVERITIES];
      for (int i = 0; i < 5; i++) {
        RgbImage picture = Drawings.of(i, 224, 224);
        for (int severity = 1; severity <= left.length; severity += 2) {
          RgbImage corrupted = new Corruption(type, severity).apply(picture, "p" + i, 0);
          left[severity - 1] += correlation(picture, corrupted);
        }
      }
      assertThat(left[4]).as("%s", type).isLessThan(left[2]);
      assertThat(left[2]).as("%s", type).isLessThan(left[0]);
    }
  }

  @Test
  void noiseHasTheStatedStrength() {
    RgbImage gray = new RgbImage(200, 200, new byte[120_000]);
    Arrays.fill(gray.pixels(), (byte) 128);

    RgbImage noisy = new Corruption(CorruptionType.GAUSSIAN_NOISE, 1).apply(gray, "a", 0);

    // 0.08 of 255 is 20.4; the deviation of 120,000 draws is known to 1 / sqrt(240,000) of itself.
    assertThat(distance(gray, noisy)).isCloseTo(0.08 * 255, within(0.25));
    RgbImage photons = new Corruption(CorruptionType.SHOT_NOISE, 1).apply(gray, "a", 0);
    double expected = 255 * Math.sqrt(128.0 / 255 / 60); // a Poisson's deviation: root of its mean
    assertThat(distance(gray, photons)).isCloseTo(expected, within(0.3));
    RgbImage impulses = new Corruption(CorruptionType.IMPULSE_NOISE, 5).apply(gray, "a", 0);
    double changed =
        IntStream.range(0, 120_000).filter(i -> impulses.pixels()[i] != (byte) 128).count() / 1.2e5;
    assertThat(changed).isCloseTo(0.27, within(0.005)); // four standard deviations
  }

  @Test
  void poissonChancesAddUp() {
    double[] chances = PixelNoise.poisson(60);
    double mean = 0;
    for (int count = 1; count < chances.length; count++) {
      mean += count * (chances[count] - chances[count - 1]);
    }
    assertThat(chances[chances.length - 1]).isCloseTo(1, within(1e-12));
    assertThat(mean).isCloseTo(60, within(1e-9)); // the tail beyond 160 photons
  }

  @Test
  void brightnessRaisesTheValueAndKeepsHueAndSaturation() {
    Planes planes = Planes.of(PICTURE);
    Planes brighter = Tones.brightness(planes, 0, new SplittableRandom(0));
    for (int i = 0; i < 60 * 44; i++) {
      float[] before = hsb(planes, i);
      float[] after = hsb(brighter, i);
      assertThat(after[2]).isCloseTo(Math.min(1, before[2] + 0.1f), within(1 / 255f));
      // Java rounds colours to bytes before it looks at them.
      assertThat(after[1]).isCloseTo(before[1], within(0.06f));
    }
  }

  private static float[] hsb(Planes planes, int at) {
    float[][] rgb = planes.channels();
    return java.awt.Color.RGBtoHSB(
        Math.round(255 * rgb[0][at]),
        Math.round(255 * rgb[1][at]),
        Math.round(255 * rgb[2][at]),
        null);
  }

  @Test
  void refusesASeverityThatIsNone() {
    assertThatThrownBy(() -> new Corruption(CorruptionType.FOG, 6))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
