package io.github.dino4j.image.resample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.Box;
import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelResizerTest {
  /** Weights have 22 bits, and up to a hundred products of float32 are summed. */
  private static final Offset<Float> ROUNDING = Offset.offset(1e-5f);

  @ParameterizedTest
  @CsvSource({"30, 20, 9, 14", "30, 20, 28, 18", "5, 4, 40, 50", "30, 20, 30, 7", "9, 9, 9, 9"})
  void equalsTheSumOverAllWeights(int width, int height, int toWidth, int toHeight) {
    Random random = new Random(width);
    ChannelImage image = ChannelImage.black(new Size(width + 3, height + 2), 2);
    for (int i = 0; i < image.samples().length; i++) {
      image.samples()[i] = random.nextFloat();
    }
    Box part = new Box(2, 1, width, height);
    ChannelImage resized = Resampling.BICUBIC.resize(image, part, new Size(toWidth, toHeight));
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < toHeight; y++) {
        for (int x = 0; x < toWidth; x++) {
          double sum = 0;
          for (int v = 0; v < height; v++) {
            for (int u = 0; u < width; u++) {
              int at = (c * (height + 2) + v + 1) * (width + 3) + u + 2;
              sum +=
                  weight(x, u, width, toWidth)
                      * weight(y, v, height, toHeight)
                      * image.samples()[at];
            }
          }
          assertThat(resized.samples()[(c * toHeight + y) * toWidth + x])
              .isCloseTo((float) Math.clamp(sum, 0, 1), ROUNDING);
        }
      }
    }
  }

  private static double weight(int target, int source, int sources, int targets) {
    double all = 0;
    for (int i = 0; i < sources; i++) {
      all += raw(target, i, sources, targets);
    }
    return raw(target, source, sources, targets) / all;
  }

  private static double raw(int target, int source, int sources, int targets) {
    double scale = (double) sources / targets;
    return Resampling.BICUBIC.weight((source + 0.5 - (target + 0.5) * scale) / Math.max(1, scale));
  }
}
