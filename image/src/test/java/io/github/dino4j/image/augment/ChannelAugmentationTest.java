package io.github.dino4j.image.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.image.ChannelImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.random.TorchRandom;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelAugmentationTest {
  private static final Offset<Float> ROUNDING = Offset.offset(1e-6f);
  private static final ChannelAugmentation SMALL =
      new ChannelAugmentation(
          new RandomResizedCrop(20, new Range(0.32, 1)),
          new RandomResizedCrop(9, new Range(0.05, 0.32)),
          3);

  private static ChannelImage noise(int width, int height, int channels) {
    Random random = new Random(7);
    ChannelImage image = ChannelImage.black(new Size(width, height), channels);
    for (int i = 0; i < image.samples().length; i++) {
      image.samples()[i] = random.nextFloat();
    }
    return image;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void viewsHaveTheirSizesAndFollowFromTheDraws(int channels) {
    ChannelImage image = noise(31, 23, channels);
    List<ChannelImage> views = SMALL.apply(image, new TorchRandom(5));
    assertThat(views).extracting(ChannelImage::width).containsExactly(20, 20, 9, 9, 9);
    assertThat(views).extracting(ChannelImage::channels).containsOnly(channels);
    List<ChannelImage> again = SMALL.apply(image, new TorchRandom(5));
    List<ChannelImage> others = SMALL.apply(image, new TorchRandom(6));
    for (int i = 0; i < views.size(); i++) {
      assertThat(again.get(i).samples()).isEqualTo(views.get(i).samples());
      assertThat(others.get(i).samples()).isNotEqualTo(views.get(i).samples());
      for (float sample : views.get(i).samples()) {
        assertThat(sample).isBetween(0f, 1f);
      }
    }
    assertThat(image.samples()).isEqualTo(noise(31, 23, channels).samples());
  }

  @Test
  void blurEqualsTheKernelOfEightyOne() {
    ChannelImage image = noise(12, 9, 2);
    float[] before = image.samples().clone();
    ChannelChanges.blur(image, 1.3);
    float[][] kernel = GaussianKernel.of(1.3f).weights();
    for (int c = 0; c < 2; c++) {
      for (int y = 0; y < 9; y++) {
        for (int x = 0; x < 12; x++) {
          float sum = 0;
          for (int v = 0; v < 9; v++) {
            for (int u = 0; u < 9; u++) {
              int row = Convolution.mirror(y + v - 4, 9);
              sum += kernel[v][u] * before[(c * 9 + row) * 12 + Convolution.mirror(x + u - 4, 12)];
            }
          }
          assertThat(image.samples()[(c * 9 + y) * 12 + x]).isCloseTo(sum, ROUNDING);
        }
      }
    }
  }

  @Test
  void changesMoveOneChannelAndAreClipped() {
    ChannelImage image = new ChannelImage(2, 1, 2, new float[] {0.2f, 0.6f, 0.5f, 0.9f});
    ChannelChanges.contrast(image, 0, 2);
    assertThat(image.samples()).containsExactly(new float[] {0, 0.8f, 0.5f, 0.9f}, ROUNDING);
    ChannelChanges.brightness(image, 1, 1.4f);
    assertThat(image.samples()).containsExactly(new float[] {0, 0.8f, 0.7f, 1}, ROUNDING);
    ChannelChanges.solarize(image);
    assertThat(image.samples()).containsExactly(new float[] {0, 0.2f, 0.3f, 0}, ROUNDING);
    ChannelChanges.flip(image);
    assertThat(image.samples()).containsExactly(new float[] {0.2f, 0, 0, 0.3f}, ROUNDING);
  }
}
