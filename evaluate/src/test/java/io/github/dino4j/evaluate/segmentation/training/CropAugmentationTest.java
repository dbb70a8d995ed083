package io.github.dino4j.evaluate.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.LabeledImage;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.random.RandomDraws;
import io.github.dino4j.image.random.TorchRandom;
import io.github.dino4j.model.Layers;
import java.util.List;
import org.junit.jupiter.api.Test;

class CropAugmentationTest {
  private static final CropAugmentation CROPS = new CropAugmentation(60, 0.5, 2, 56);

  /** Dark where the class is 0, bright where it is 1; its left third and right two thirds. */
  private static LabeledImage image() {
    int width = 90;
    int height = 60;
    byte[] pixels = new byte[width * height * 3];
    short[] labels = new short[width * height];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (short) (i % width < 30 ? 0 : 1);
      for (int c = 0; c < 3; c++) {
        pixels[3 * i + c] = (byte) (labels[i] == 0 ? 20 + c : 200 + c);
      }
    }
    return new LabeledImage(
        new RgbImage(width, height, pixels), new LabelMap(width, height, labels));
  }

  @Test
  void photoAndMaskStayTogether() {
    for (int seed = 0; seed < 50; seed++) {
      LabeledImage cut = CROPS.apply(image(), new TorchRandom(seed));
      int dark = level(cut, 0);
      int bright = level(cut, 1);
      int wrong = 0;
      for (int i = 0; dark >= 0 && bright >= 0 && i < cut.mask().labels().length; i++) {
        boolean isBright = (cut.photo().pixels()[3 * i + 1] & 255) > (dark + bright) / 2;
        wrong += isBright == (cut.mask().labels()[i] == 1) ? 0 : 1;
      }
      // bilinear photo and nearest mask differ by a column along the border
      assertThat(wrong).isLessThanOrEqualTo(2 * cut.mask().height());
      assertThat(cut.mask().width()).isEqualTo(cut.photo().width()).isLessThanOrEqualTo(56);
      assertThat(cut.mask().height()).isEqualTo(cut.photo().height()).isLessThanOrEqualTo(56);
    }
  }

  /** The green of a class, away from the crop's edge; -1 where there is none. */
  private static int level(LabeledImage cut, int label) {
    for (int i = 0; i < cut.mask().labels().length; i++) {
      boolean inside =
          i % cut.mask().width() > 1 && i % cut.mask().width() < cut.mask().width() - 2;
      if (inside && cut.mask().labels()[i] == label) {
        return cut.photo().pixels()[3 * i + 1] & 255;
      }
    }
    return -1;
  }

  @Test
  void cropsOfOneClassAreDrawnAnew() {
    int dominated = 0;
    for (int seed = 0; seed < 60; seed++) {
      LabelMap mask =
          new CropAugmentation(60, 1, 1, 30).apply(image(), new TorchRandom(seed)).mask();
      int ones = 0;
      for (short label : mask.labels()) {
        ones += label;
      }
      dominated += ones < 0.25 * 900 || ones > 0.75 * 900 ? 1 : 0;
    }
    // a window of 30 x 30 in 90 x 60 shows both classes enough in about a fourth of the draws, so
    // that ten tries fail in 0.75^10 = 6 %
    assertThat(dominated).isLessThan(12);
  }

  @Test
  void distortionKeepsWhatChanceLeavesAlone() {
    RandomDraws never =
        new RandomDraws() {
          @Override
          public double uniform(double low, double high) {
            return high;
          }

          @Override
          public int integer(int bound) {
            return 0;
          }

          @Override
          public int[] permutation(int count) {
            throw new AssertionError();
          }
        };
    RgbImage photo = image().photo();
    assertThat(new PhotometricDistortion().apply(photo, never).pixels()).isEqualTo(photo.pixels());
  }

  @Test
  void augmentedBatchesAreTheSameForTheSameIteration() {
    TrainingOptions options = new TrainingOptions(4, 1, 1e-6, 2, 1e-3, 1e-4, 3);
    try (FeatureExtractor demo = FeatureExtractor.load("demo", ExtractorOptions.standard())) {
      var source = new AugmentedBatches.Source(3, _ -> image(), CROPS);
      Layers layers = Layers.last(2, demo.config().depth());
      AugmentedBatches batches = new AugmentedBatches(demo, layers, source, options);
      List<TrainingSample> batch = batches.batch(2);
      List<TrainingSample> again = new AugmentedBatches(demo, layers, source, options).batch(2);
      assertThat(batch).hasSize(2);
      for (int i = 0; i < 2; i++) {
        assertThat(batch.get(i).patches().values()).isEqualTo(again.get(i).patches().values());
        assertThat(batch.get(i).mask().labels()).isEqualTo(again.get(i).mask().labels());
        assertThat(batch.get(i).patches().rows()).isEqualTo(4);
        assertThat(batch.get(i).mask().width()).isEqualTo(56);
      }
      SegmentationHead head =
          new HeadTraining(options, batches).run(2, 2 * 192, HeadTraining.Progress.SILENT);
      assertThat(head.norm().batches()).isEqualTo(4);
    }
  }
}
