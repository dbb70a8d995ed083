package io.github.dino4j.evaluate.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.evaluate.segmentation.Golden;
import io.github.dino4j.evaluate.segmentation.PatchMaps;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadGradientsTest {
  private static final int CLASSES = 3;
  private static final int DIM = 5;

  @ParameterizedTest
  @CsvSource({"one_layer, 1, 1", "four_layers, 4, 1", "four_layers_resized, 4, 2"})
  void forwardInTrainingModeEqualsTheReference(String name, int layers, int factor) {
    Golden.Fixture golden = Golden.tensors("eval/segmentation_head");
    int dim = 10 * layers;
    SegmentationHead fresh = SegmentationHead.initial(6, dim, 0);
    var norm =
        new SegmentationHead.BatchNorm(
            golden.floats(name + "/weight/bn.weight"),
            golden.floats(name + "/weight/bn.bias"),
            fresh.norm().mean(),
            fresh.norm().variance(),
            0);
    SegmentationHead head =
        new SegmentationHead(
            golden.floats(name + "/weight/conv_seg.weight"),
            golden.floats(name + "/weight/conv_seg.bias"),
            norm);
    int patches = 4 * 5 * factor * factor;
    float[] features = new float[2 * patches * dim];
    for (int image = 0; image < 2; image++) {
      List<Features> maps = new ArrayList<>();
      for (int layer = 4 - layers; layer < 4; layer++) {
        PatchFeatures map = golden.map("input/" + layer, image);
        maps.add(new Features(new float[0], PatchMaps.resized(map, 4 * factor, 5 * factor)));
      }
      float[] values = PatchFeatures.concatenate(maps).values();
      System.arraycopy(values, 0, features, image * values.length, values.length);
    }
    try (Scope scope = Scope.open()) {
      SegmentationHeadPass pass =
          new SegmentationHeadPass(head, Tensors.of(features, 2L * patches, dim));
      float[] expected = golden.floats(name + "/train_logits");
      float[] found = pass.logits();
      for (int i = 0; i < found.length; i++) {
        int patch = i / 6;
        int at = (patch / patches * 6 + i % 6) * patches + patch % patches;
        assertThat(found[i]).isCloseTo(expected[at], within(1e-5f)); // as the fixture says
      }
      pass.updateStatistics(norm);
      assertClose(norm.mean(), golden.floats(name + "/running_mean_after"));
      assertClose(norm.variance(), golden.floats(name + "/running_var_after"));
    }
  }

  private static void assertClose(float[] found, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(found[i]).isCloseTo(expected[i], within(1e-5f)); // as the fixture says
    }
  }

  private static List<TrainingSample> samples() {
    SplittableRandom random = new SplittableRandom(1);
    List<TrainingSample> samples = new ArrayList<>();
    for (int[] size : new int[][] {{3, 4, 11, 9}, {2, 3, 5, 7}, {4, 2, 3, 2}}) {
      float[] values = new float[size[0] * size[1] * DIM];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextGaussian(1, 2);
      }
      short[] labels = new short[size[2] * size[3]];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (short) (random.nextInt(CLASSES + 1) - 1);
      }
      samples.add(
          new TrainingSample(
              new PatchFeatures(size[0], size[1], DIM, values),
              new LabelMap(size[3], size[2], labels)));
    }
    return samples;
  }

  /** The recipe's loss in double, word by word: norm, convolution, resize, cross-entropy, mean. */
  private static double naiveLoss(List<TrainingSample> samples, double[][] parameters) {
    int patches = samples.stream().mapToInt(TrainingSample::count).sum();
    double[] mean = new double[DIM];
    double[] variance = new double[DIM];
    for (TrainingSample sample : samples) {
      float[] values = sample.patches().values();
      for (int i = 0; i < values.length; i++) {
        mean[i % DIM] += values[i] / (double) patches;
      }
    }
    for (TrainingSample sample : samples) {
      float[] values = sample.patches().values();
      for (int i = 0; i < values.length; i++) {
        variance[i % DIM] += Math.pow(values[i] - mean[i % DIM], 2) / patches;
      }
    }
    double sum = 0;
    long pixels = 0;
    for (TrainingSample sample : samples) {
      double[][] logits = new double[sample.count()][CLASSES];
      for (int patch = 0; patch < logits.length; patch++) {
        for (int c = 0; c < CLASSES; c++) {
          logits[patch][c] = parameters[1][c];
          for (int d = 0; d < DIM; d++) {
            double normalized =
                (sample.patches().values()[patch * DIM + d] - mean[d])
                    / Math.sqrt(variance[d] + 1e-5);
            logits[patch][c] +=
                parameters[0][c * DIM + d] * (parameters[2][d] * normalized + parameters[3][d]);
          }
        }
      }
      pixels += sample.mask().labels().length;
      for (int y = 0; y < sample.mask().height(); y++) {
        for (int x = 0; x < sample.mask().width(); x++) {
          int label = sample.mask().at(x, y);
          if (label >= 0) {
            double[] pixel = pixel(logits, sample, x, y);
            double total = 0;
            for (double logit : pixel) {
              total += Math.exp(logit);
            }
            sum += Math.log(total) - pixel[label];
          }
        }
      }
    }
    return sum / pixels;
  }

  private static double[] pixel(double[][] logits, TrainingSample sample, int x, int y) {
    int rows = sample.patches().rows();
    int columns = sample.patches().columns();
    double atY = Math.max(0, (y + 0.5) * rows / sample.mask().height() - 0.5);
    double atX = Math.max(0, (x + 0.5) * columns / sample.mask().width() - 0.5);
    double[] pixel = new double[CLASSES];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        double vertical = Math.max(0, 1 - Math.abs(Math.min(atY, rows - 1) - r));
        double horizontal = Math.max(0, 1 - Math.abs(Math.min(atX, columns - 1) - c));
        for (int k = 0; k < CLASSES; k++) {
          pixel[k] += vertical * horizontal * logits[r * columns + c][k];
        }
      }
    }
    return pixel;
  }

  @Test
  void gradientsAreThoseOfTheNaiveLoss() {
    List<TrainingSample> samples = samples();
    SplittableRandom random = new SplittableRandom(2);
    double[][] parameters = {
      new double[CLASSES * DIM], new double[CLASSES], new double[DIM], new double[DIM]
    };
    float[][] floats = new float[4][];
    for (int p = 0; p < 4; p++) {
      floats[p] = new float[parameters[p].length];
      for (int i = 0; i < floats[p].length; i++) {
        floats[p][i] = (float) random.nextGaussian(p == 2 ? 1 : 0, 0.7);
        parameters[p][i] = floats[p][i];
      }
    }
    SegmentationHead head =
        new SegmentationHead(
            floats[0],
            floats[1],
            new SegmentationHead.BatchNorm(
                floats[2], floats[3], new float[DIM], new float[DIM], 0));
    try (Scope scope = Scope.open()) {
      SegmentationHeadPass pass =
          new SegmentationHeadPass(head, HeadTraining.features(samples, DIM));
      float[] logits = pass.logits();
      float[] gradient = new float[logits.length];
      double loss = HeadTraining.loss(samples, CLASSES, logits, gradient);
      assertThat(loss).isCloseTo(naiveLoss(samples, parameters), within(1e-5)); // float32
      List<float[]> found = pass.backward(gradient).all();
      for (int p = 0; p < 4; p++) {
        for (int i = 0; i < parameters[p].length; i++) {
          double value = parameters[p][i];
          parameters[p][i] = value + 1e-5;
          double more = naiveLoss(samples, parameters);
          parameters[p][i] = value - 1e-5;
          double less = naiveLoss(samples, parameters);
          parameters[p][i] = value;
          // float32 and exponentials within 1e-5; the differences are good to 1e-9
          assertThat((double) found.get(p)[i]).isCloseTo((more - less) / 2e-5, within(5e-6));
        }
      }
    }
  }
}
