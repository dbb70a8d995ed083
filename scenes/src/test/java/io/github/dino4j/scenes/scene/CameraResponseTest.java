package io.github.dino4j.scenes.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.image.RgbImage;
import io.github.dino4j.scenes.composition.SceneGenerator;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.render.BlockCompression;
import io.github.dino4j.scenes.render.Renderer;
import org.junit.jupiter.api.Test;

class CameraResponseTest {
  private final Scene scene = new SceneGenerator(4).scene(2);

  @Test
  void noiseHasTheDeviationThatIsAskedFor() {
    byte[] clean = developed(CameraResponse.NEUTRAL);
    byte[] noisy = developed(new CameraResponse(1, new Colour(1, 1, 1), 6, 100));
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < clean.length; i++) {
      int level = clean[i] & 255;
      // Near black and white the noise is cut off.
      if (level > 30 && level < 225) {
        double change = (noisy[i] & 255) - level;
        sum += change * change;
        counted++;
      }
    }
    assertThat(counted).isGreaterThan(1000);
    assertThat(Math.sqrt(sum / counted)).isCloseTo(6, within(0.4));
  }

  @Test
  void strongCompressionHurtsMoreThanWeak() {
    byte[] clean = developed(CameraResponse.NEUTRAL);
    double weak = distance(clean, developed(new CameraResponse(1, new Colour(1, 1, 1), 0, 95)));
    double strong = distance(clean, developed(new CameraResponse(1, new Colour(1, 1, 1), 0, 8)));
    assertThat(weak).isBetween(0.01, 4.0);
    assertThat(strong).isGreaterThan(2 * weak);
  }

  @Test
  void compressionKeepsAnEvenColour() {
    byte[] pixels = new byte[16 * 16 * 3];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) 200;
      pixels[i + 1] = 100;
      pixels[i + 2] = 60;
    }
    byte[] before = pixels.clone();
    BlockCompression.apply(new RgbImage(16, 16, pixels), 90);
    assertThat(distance(before, pixels)).isLessThan(3);
  }

  @Test
  void moreExposureIsBrighterAndATintShifts() {
    double plain = mean(developed(CameraResponse.NEUTRAL), 0);
    assertThat(mean(developed(new CameraResponse(1.5, new Colour(1, 1, 1), 0, 100)), 0))
        .isGreaterThan(plain + 10);
    assertThat(mean(developed(new CameraResponse(1, new Colour(1.2, 1, 0.8), 0, 100)), 0))
        .isGreaterThan(plain + 3);
    assertThat(mean(developed(new CameraResponse(1, new Colour(1.2, 1, 0.8), 0, 100)), 2))
        .isLessThan(mean(developed(CameraResponse.NEUTRAL), 2) - 3);
  }

  private byte[] developed(CameraResponse development) {
    Scene changed = new Scene(scene.label(), scene.camera(), scene.stage(), development);
    return Renderer.render(changed, 48).rgb().pixels();
  }

  private static double mean(byte[] pixels, int channel) {
    double sum = 0;
    for (int i = channel; i < pixels.length; i += 3) {
      sum += pixels[i] & 255;
    }
    return sum * 3 / pixels.length;
  }

  private static double distance(byte[] a, byte[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs((a[i] & 255) - (b[i] & 255));
    }
    return sum / a.length;
  }
}
