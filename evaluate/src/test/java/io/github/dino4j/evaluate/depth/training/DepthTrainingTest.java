package io.github.dino4j.evaluate.depth.training;

import static io.github.dino4j.torch.Ops.cat;
import static io.github.dino4j.torch.Ops.interpolate;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.depth.Alignment;
import io.github.dino4j.evaluate.depth.DepthComparison;
import io.github.dino4j.evaluate.depth.DepthEvaluation;
import io.github.dino4j.evaluate.depth.DepthMap;
import io.github.dino4j.evaluate.depth.DepthMetric;
import io.github.dino4j.evaluate.depth.DepthRange;
import io.github.dino4j.evaluate.depth.head.DepthHead;
import io.github.dino4j.evaluate.depth.head.DepthHeadConfig;
import io.github.dino4j.evaluate.depth.head.DptDepthHead;
import io.github.dino4j.evaluate.depth.head.HeadTokens;
import io.github.dino4j.evaluate.depth.head.LinearDepthHead;
import io.github.dino4j.evaluate.features.FrozenFeatures;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.image.Size;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DepthTrainingTest {
  private static final int DIM = 8;
  private static final Size SIZE = new Size(20, 16);
  private static final DepthHeadConfig CONFIG = DepthHeadConfig.of(DIM, DepthRange.RELATIVE);
  private static final ToDoubleFunction<DepthHead> NO_VALIDATION = _ -> 1;

  /** Eight images whose depth is plain in their features: the first one rises with it. */
  private static final List<DepthMap> TRUTHS = new ArrayList<>();

  private static FrozenFeatures features(int layers) {
    Random random = new Random(3);
    List<List<Features>> images = new ArrayList<>();
    TRUTHS.clear();
    for (int image = 0; image < 8; image++) {
      float[] patches = new float[4 * 5 * DIM];
      for (int i = 0; i < patches.length; i++) {
        patches[i] = (float) random.nextGaussian();
      }
      float slope = image / 8f;
      float[] depth = new float[SIZE.width() * SIZE.height()];
      for (int i = 0; i < depth.length; i++) {
        float across = (i % SIZE.width() + 0.5f) / SIZE.width();
        depth[i] = 0.2f + 0.7f * (slope * across + (1 - slope) * (1 - across));
      }
      for (int patch = 0; patch < 20; patch++) {
        patches[patch * DIM] = 2 * depth[(patch / 5 * 4 + 2) * 20 + patch % 5 * 4 + 2];
      }
      TRUTHS.add(new DepthMap(SIZE.width(), SIZE.height(), depth));
      Features one = new Features(new float[DIM], new PatchFeatures(4, 5, DIM, patches));
      images.add(Collections.nCopies(layers, one));
    }
    return FrozenFeatures.of(images);
  }

  private static DepthTrainingOptions options(int iterations, double rate) {
    return new DepthTrainingOptions(
        iterations, iterations / 10, 4, rate, 0.01, 35, GradientLoss.FIXED, 10, 5);
  }

  private static double absRel(DepthHead head, FrozenFeatures features) {
    DepthEvaluation evaluation = new DepthEvaluation(DepthComparison.relative(Alignment.NONE));
    for (int i = 0; i < features.size(); i++) {
      evaluation.add(head.predict(features.get(i), SIZE), TRUTHS.get(i));
    }
    return evaluation.result().get(DepthMetric.ABS_REL).value();
  }

  private static void overfits(Supplier<DepthHead> made, int layers, double rate) {
    FrozenFeatures features = features(layers);
    DepthTrainingOptions options = options(300, rate);
    try (DepthHead head = made.get();
        DepthTraining training =
            new DepthTraining(
                head, new CachedDepthBatches(features, TRUTHS::get, options), options)) {
      double before = absRel(head, features);
      training.advance(300, each -> absRel(each, features), DepthTraining.Progress.SILENT);
      training.takeBest();
      assertThat(training.isDone()).isTrue();
      assertThat(absRel(head, features)).isEqualTo(training.best());
      assertThat(training.best()).isLessThan(0.08).isLessThan(before / 2);
    }
  }

  @Test
  void headsLearnDepthThatIsInTheFeatures() {
    overfits(() -> LinearDepthHead.create(CONFIG, 1, 7), 1, 3e-2);
    overfits(() -> DptDepthHead.create(CONFIG, 16, 7), 4, 3e-3);
  }

  @Test
  void goesOnFromAStateBitForBit(@TempDir Path folder) {
    FrozenFeatures features = features(1);
    DepthTrainingOptions options = options(24, 1e-2);
    DepthBatches batches = new CachedDepthBatches(features, TRUTHS::get, options);
    ToDoubleFunction<DepthHead> validation = head -> absRel(head, features);
    try (DepthHead whole = LinearDepthHead.create(CONFIG, 1, 7);
        DepthTraining training = new DepthTraining(whole, batches, options)) {
      training.advance(24, validation, DepthTraining.Progress.SILENT);
      Path file = folder.resolve("state.safetensors");
      try (DepthHead killed = LinearDepthHead.create(CONFIG, 1, 7);
          DepthTraining first = new DepthTraining(killed, batches, options)) {
        first.advance(13, validation, DepthTraining.Progress.SILENT);
        first.state().write(file);
      }
      try (DepthHead resumed = LinearDepthHead.create(CONFIG, 1, 8);
          DepthTraining second = new DepthTraining(resumed, batches, options)) {
        second.restore(DepthTrainingState.read(file));
        assertThat(second.iteration()).isEqualTo(13);
        second.advance(100, validation, DepthTraining.Progress.SILENT);
        assertThat(second.best()).isEqualTo(training.best());
        for (var entry : whole.state().entrySet()) {
          assertThat(
                  requireNonNull(resumed.state().get(entry.getKey()))
                      .bytes()
                      .mismatch(entry.getValue().bytes()))
              .as(entry.getKey())
              .isEqualTo(-1);
        }
      }
      try (DepthHead other = LinearDepthHead.create(CONFIG, 1, 7);
          DepthTraining longer = new DepthTraining(other, batches, options(30, 1e-2))) {
        assertThatThrownBy(() -> longer.restore(DepthTrainingState.read(file)))
            .isInstanceOf(DinoException.class)
            .hasMessageContaining("take the same or begin anew");
      }
    }
  }

  @Test
  void aBatchWithoutDepthChangesNothing() {
    FrozenFeatures features = features(1);
    DepthMap unknown = new DepthMap(20, 16, new float[320]);
    DepthTrainingOptions options = options(3, 1e-2);
    try (DepthHead head = LinearDepthHead.create(CONFIG, 1, 7);
        DepthTraining training =
            new DepthTraining(
                head, new CachedDepthBatches(features, _ -> unknown, options), options)) {
      var before = requireNonNull(head.state().get("conv_depth.weight"));
      training.advance(3, NO_VALIDATION, (_, _, loss) -> assertThat(loss).isZero());
      assertThat(
              requireNonNull(head.state().get("conv_depth.weight"))
                  .bytes()
                  .mismatch(before.bytes()))
          .isEqualTo(-1);
    }
  }

  /** Grids and maps of several sizes, some twice, one of a single pixel and patch. */
  private static DepthBatch mixed(int layers) {
    Random random = new Random(11);
    int[][] sizes = {
      {4, 5, 20, 16}, {5, 4, 16, 20}, {4, 5, 20, 16}, {1, 6, 23, 3}, {4, 5, 19, 16}, {1, 1, 1, 1}
    };
    List<List<Features>> images = new ArrayList<>();
    List<DepthMap> truths = new ArrayList<>();
    for (int[] size : sizes) {
      List<Features> ofImage = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        float[] patches = gaussian(random, size[0] * size[1] * DIM);
        ofImage.add(
            new Features(gaussian(random, DIM), new PatchFeatures(size[0], size[1], DIM, patches)));
      }
      images.add(ofImage);
      float[] depth = new float[size[2] * size[3]];
      for (int i = 0; i < depth.length; i++) {
        depth[i] = random.nextInt(5) == 0 ? 0 : 0.1f + random.nextFloat(); // some beyond 1
      }
      truths.add(new DepthMap(size[2], size[3], depth));
    }
    return new DepthBatch(images, truths);
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void partsOfABatchHaveOneSizeEach() {
    DepthBatch batch = mixed(1);
    List<DepthBatch> parts = batch.bySize();
    assertThat(parts.stream().map(part -> part.truths().size())).containsExactly(2, 1, 1, 1, 1);
    assertThat(parts.getFirst().truths())
        .containsExactly(batch.truths().get(0), batch.truths().get(2));
    assertThat(parts.getFirst().features())
        .containsExactly(batch.features().get(0), batch.features().get(2));
  }

  /**
   * Each image through the head alone, its valid pixels picked one by one, then one loss of all.
   */
  private static Tensor naiveSigLoss(DepthHead head, DepthBatch batch) {
    List<Tensor> ratios = new ArrayList<>();
    for (int image = 0; image < batch.truths().size(); image++) {
      DepthMap truth = batch.truths().get(image);
      Tensor depth = head.forward(HeadTokens.of(List.of(batch.features().get(image))));
      Tensor resized = interpolate(depth, truth.height(), truth.width(), false).flatten();
      for (int i = 0; i < truth.values().length; i++) {
        float known = truth.values()[i];
        if (known > 0 && known <= 1) {
          Tensor log = resized.select(0, i).add(new Scalar(1e-3)).log();
          ratios.add(log.sub(new Scalar(Math.log(known + 1e-3))).unsqueeze(0));
        }
      }
    }
    Tensor g = cat(ratios, 0);
    Tensor mean = g.mean();
    return mean.mul(mean).mul(new Scalar(0.15)).sqrt(); // the first batches leave the variance out
  }

  private static void learnsFromABatchOfSeveralSizes(DepthHead head) {
    DepthBatch batch = mixed(head.layers());
    DepthTrainingOptions options =
        new DepthTrainingOptions(1, 0, 6, 1e-30, 0, 1e30, GradientLoss.OFF, 1, 0);
    try (head;
        Scope scope = Scope.open();
        DepthTraining training = new DepthTraining(head, _ -> batch, options)) {
      double[] loss = new double[1];
      training.advance(1, NO_VALIDATION, (_, _, each) -> loss[0] = each);
      List<float[]> found = new ArrayList<>();
      for (Tensor parameter : head.parameters().named().values()) {
        found.add(Tensors.toFloats(Tensors.gradient(parameter)));
        Tensors.gradient(parameter).zero_();
      }
      Tensor naive = naiveSigLoss(head, batch);
      naive.backward();
      assertThat(loss[0]).isCloseTo(naive.item_double(), within(1e-5 * loss[0])); // float32
      int i = 0;
      for (Tensor parameter : head.parameters().named().values()) {
        float[] expected = Tensors.toFloats(Tensors.gradient(parameter));
        float largest = 0;
        for (float each : expected) {
          largest = Math.max(largest, Math.abs(each));
        }
        // float32 sums over some thousand pixels in another order
        assertThat(found.get(i++)).containsExactly(expected, within(1e-5f + 1e-4f * largest));
      }
    }
  }

  @Test
  void allPixelsOfABatchOfSeveralSizesTeachAlike() {
    learnsFromABatchOfSeveralSizes(LinearDepthHead.create(CONFIG, 1, 7));
    learnsFromABatchOfSeveralSizes(LinearDepthHead.create(CONFIG, 4, 7));
    learnsFromABatchOfSeveralSizes(DptDepthHead.create(CONFIG, 16, 7));
  }

  @Test
  void theRateIsMmcvs() {
    DepthTrainingOptions released = DepthTrainingOptions.released();
    // mmcv: k = (1 - t / 12800) (1 - 1e-3), rate = cosine (1 - k)
    assertThat(released.rate(0)).isCloseTo(1e-7, within(1e-12));
    assertThat(released.rate(6_400))
        .isCloseTo(1e-4 * (1 + Math.cos(Math.PI / 6)) / 2 * 0.5005, within(1e-12));
    assertThat(released.rate(12_800)).isCloseTo(0.75e-4, within(1e-11));
    assertThat(released.rate(38_399)).isCloseTo(0, within(1e-11)).isPositive();
    assertThat(released.withIterations(384).warmup()).isEqualTo(128);
  }
}
