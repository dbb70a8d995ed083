package io.github.dino4j.evaluate.segmentation.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.evaluate.segmentation.Golden;
import io.github.dino4j.evaluate.segmentation.PatchLogits;
import io.github.dino4j.evaluate.segmentation.SegmentationHead;
import io.github.dino4j.evaluate.segmentation.Segmenter;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.evaluate.segmentation.mask.MaskSet;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.torch.file.Safetensors;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadTrainingTest {
  @Test
  void twelveStepsEqualPyTorchs() {
    Golden.Fixture golden = Golden.tensors("eval/segmentation_training");
    List<TrainingSample> images = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      images.add(new TrainingSample(golden.map("features", i), golden.mask("masks", i)));
    }
    TrainingOptions options = new TrainingOptions(12, 4, 1e-6, 2, 1e-2, 1e-2, 0);
    TrainingBatches batches = step -> List.of(images.get(step % 4), images.get((step + 1) % 4));
    SegmentationHead initial = SegmentationHead.of(golden.below("initial/"), "golden");
    SegmentationTrainingState fresh =
        SegmentationTrainingState.initial(initial.classes(), initial.dim(), 0);
    SegmentationTrainingState start =
        new SegmentationTrainingState(0, initial, fresh.averages(), fresh.squares());
    double[] losses = new double[12];
    SegmentationTrainingState end =
        new HeadTraining(options, batches)
            .advance(start, 12, (step, _, loss) -> losses[step - 1] = loss);
    float[] expected = golden.floats("losses");
    for (int step = 0; step < losses.length; step++) {
      // float32 over some hundred pixels, and exponentials within 1e-5
      assertThat(losses[step]).isCloseTo(expected[step], within(1e-5 * expected[step]));
    }
    end.head()
        .tensors()
        .forEach((name, entry) -> {
          if (!name.endsWith("num_batches_tracked")) {
            float[] wanted = golden.floats("final/" + name);
            float[] found = entry.floats().toArray(ValueLayout.JAVA_FLOAT);
            for (int i = 0; i < wanted.length; i++) {
              // HeadAdamW's steps of the size of the rate carry the noise of tiny gradients on
              assertThat(found[i]).as(name).isCloseTo(wanted[i], within(2e-5f));
            }
          }
        });
    assertThat(end.head().norm().batches()).isEqualTo(12);
  }

  /** Blobs of features, one kind a class, on grids of different sizes. */
  private static List<TrainingSample> samples(int count) {
    SplittableRandom random = new SplittableRandom(3);
    List<TrainingSample> samples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int rows = 4 + i % 2;
      int columns = 6;
      float[] values = new float[rows * columns * 5];
      short[] labels = new short[rows * columns * 16];
      for (int patch = 0; patch < rows * columns; patch++) {
        int label = random.nextInt(3);
        for (int d = 0; d < 5; d++) {
          values[patch * 5 + d] = (float) random.nextGaussian(d == label ? 3 : 0, 0.5);
        }
        for (int pixel = 0; pixel < 16; pixel++) {
          int y = patch / columns * 4 + pixel / 4;
          int x = patch % columns * 4 + pixel % 4;
          labels[y * columns * 4 + x] = (short) label;
        }
      }
      samples.add(
          new TrainingSample(
              new PatchFeatures(rows, columns, 5, values),
              new LabelMap(columns * 4, rows * 4, labels)));
    }
    return samples;
  }

  private static CachedBatches cached(List<TrainingSample> samples, TrainingOptions options) {
    FrozenFeatures features =
        FrozenFeatures.of(
            samples.stream()
                .map(sample -> List.of(new Features(new float[0], sample.patches())))
                .toList());
    MaskSet masks = MaskSet.of(samples.stream().map(TrainingSample::mask).toList());
    return new CachedBatches(features, masks, options);
  }

  private static TrainingOptions options(int iterations) {
    return new TrainingOptions(iterations, 10, 1e-6, 3, 3e-2, 1e-4, 5);
  }

  @Test
  void learnsClassesThatFeaturesTellApart() {
    List<TrainingSample> samples = samples(8);
    TrainingOptions options = options(300);
    SegmentationHead head =
        new HeadTraining(options, cached(samples, options)).run(3, 5, HeadTraining.Progress.SILENT);
    for (TrainingSample sample : samples) {
      PatchLogits logits = head.logits(sample.patches());
      LabelMap found =
          Segmenter.segment(
              List.of(new Features(new float[0], sample.patches())), head, sample.mask().size());
      int right = 0;
      for (int i = 0; i < found.labels().length; i++) {
        right += found.labels()[i] == sample.mask().labels()[i] ? 1 : 0;
      }
      assertThat(logits.classes()).isEqualTo(3);
      // pixels at the borders of patches are blended with their neighbours
      assertThat(right / (double) found.labels().length).isGreaterThan(0.85);
    }
  }

  @Test
  void goesOnFromAFileBitForBit(@TempDir Path folder) {
    List<TrainingSample> samples = samples(7);
    TrainingOptions options = options(40);
    SegmentationTrainingState start = SegmentationTrainingState.initial(3, 5, options.seed());
    SegmentationTrainingState straight =
        new HeadTraining(options, cached(samples, options))
            .advance(start, 40, HeadTraining.Progress.SILENT);
    SegmentationTrainingState half =
        new HeadTraining(options, cached(samples, options))
            .advance(start, 17, HeadTraining.Progress.SILENT);
    Path file = folder.resolve("state.safetensors");
    Safetensors.write(file, half.tensors().values(), Map.of());
    SegmentationTrainingState resumed =
        new HeadTraining(options, cached(samples, options))
            .advance(SegmentationTrainingState.load(file), 40, HeadTraining.Progress.SILENT);
    assertThat(resumed.iteration()).isEqualTo(40);
    assertThat(resumed.head().weight()).isEqualTo(straight.head().weight());
    assertThat(resumed.head().norm().variance()).isEqualTo(straight.head().norm().variance());
    assertThat(start.head().weight())
        .isEqualTo(SegmentationTrainingState.initial(3, 5, options.seed()).head().weight());
  }

  @Test
  void riseAndFallOfTheRateAreThoseOfTheConfiguration() {
    TrainingOptions released = TrainingOptions.released();
    assertThat(released.rate(0)).isCloseTo(1e-9, within(1e-15));
    assertThat(released.rate(750)).isCloseTo(1e-3 * (1 - 750 / 40e3) * 0.5, within(1e-9));
    assertThat(released.rate(20_000)).isCloseTo(5e-4, within(1e-15));
    assertThat(TrainingOptions.byDefault().iterations()).isEqualTo(1000);
    assertThat(TrainingOptions.byDefault().warmup()).isEqualTo(38);
  }

  @Test
  void everyImageComesOnceAnEpoch() {
    EpochOrder order = new EpochOrder(7, 11);
    for (int epoch = 0; epoch < 3; epoch++) {
      List<Integer> images = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        images.add(order.image(7L * epoch + i));
      }
      assertThat(images).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
    }
    assertThat(new EpochOrder(7, 11).image(9)).isEqualTo(order.image(9));
  }

  @Test
  void refusesClassesBeyondTheHead() {
    List<TrainingSample> samples = samples(2);
    TrainingOptions options = options(1);
    HeadTraining training = new HeadTraining(options, cached(samples, options));
    assertThatThrownBy(() -> training.run(2, 5, HeadTraining.Progress.SILENT))
        .isInstanceOf(DinoException.class)
        .hasMessage("a mask holds class 2, and there are 2 classes, from 0 on");
  }
}
