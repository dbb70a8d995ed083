package io.github.dino4j.evaluate.depth.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class DepthLossTest {
  private static final Path GOLDEN =
      Path.of("src/test/resources/golden/eval/depth_losses.safetensors");

  private static Tensor golden(String name) {
    try (WeightFile file = WeightFile.open(GOLDEN)) {
      return FileTensors.of(file.get(name));
    }
  }

  /** Loss and gradient of a fixture; truth beyond {@code max} is left out. */
  private static void check(String name, String place, double max, TestedLoss loss) {
    try (Scope scope = Scope.open()) {
      Tensor prediction = shaped(golden(place + "prediction"), name).requires_grad_(true);
      Tensor truth = shaped(golden(place + "target"), name);
      Tensor valid = truth.gt(new Scalar(0.0)).logical_and(truth.le(new Scalar(max)));
      Tensor value = loss.of(List.of(new PixelDepths(prediction, truth, valid)));
      value.backward();
      double expected = golden(name + "/loss").item_double();
      // float32 sums over 640 pixels in another order
      assertThat(value.item_double()).isCloseTo(expected, within(1e-5 * Math.abs(expected)));
      float[] gradient = Tensors.toFloats(golden(name + "/grad"));
      assertThat(Tensors.toFloats(Tensors.gradient(prediction)))
          .containsExactly(gradient, within(1e-6f)); // entries up to 0.01
    }
  }

  /** Fixtures of one image are its rows and columns alone. */
  private static Tensor shaped(Tensor batch, String name) {
    return name.startsWith("gradient_2d") ? batch.select(0, 0).select(0, 0).clone() : batch;
  }

  private interface TestedLoss {
    Tensor of(List<PixelDepths> batch);
  }

  @Test
  void sigLossIsTheReferences() {
    check("sigloss", "", 1e9, batch -> SigLoss.of(batch, false));
    check("sigloss_max_depth_4", "", 4, batch -> SigLoss.of(batch, false));
    check("sigloss_warm_up", "", 1e9, batch -> SigLoss.of(batch, true));
  }

  @Test
  void gradientLossIsTheReferences() {
    TestedLoss reference = batch -> GradientLoss.REFERENCE.of(batch).orElseThrow();
    check("gradient_4d_as_the_reference", "", 1e9, reference);
    check("gradient_4d_batch_of_four_as_the_reference", "batch_of_four/", 1e9, reference);
    check("gradient_2d_one_image", "", 1e9, batch -> GradientLoss.along(0, batch));
    check("gradient_2d_max_depth_4", "", 4, batch -> GradientLoss.along(0, batch));
  }

  @Test
  void theFixedFormIsHalfTheReferencesOfOneImage() {
    check(
        "gradient_2d_one_image",
        "",
        1e9,
        batch -> {
          PixelDepths plane = batch.getFirst();
          PixelDepths image =
              new PixelDepths(
                  plane.prediction().unsqueeze(0).unsqueeze(0),
                  plane.truth().unsqueeze(0).unsqueeze(0),
                  plane.valid().unsqueeze(0).unsqueeze(0));
          return GradientLoss.FIXED.of(List.of(image)).orElseThrow().mul(new Scalar(2.0));
        });
  }

  @Test
  void theReferencesFormIsZeroForTwoImages() {
    try (Scope scope = Scope.open()) {
      Tensor prediction = golden("prediction");
      Tensor truth = golden("target");
      Tensor valid = truth.gt(new Scalar(0.0));
      List<PixelDepths> batch = List.of(new PixelDepths(prediction, truth, valid));
      assertThat(GradientLoss.REFERENCE.of(batch).orElseThrow().item_double()).isZero();
      assertThat(GradientLoss.OFF.of(batch)).isEmpty();
    }
  }

  /** Depth maps of several sizes, one after the other: width, height, images of that size. */
  private static final int[][] SIZES = {{7, 5, 2}, {5, 7, 1}, {9, 2, 1}, {1, 1, 1}, {3, 13, 3}};

  private static int pixels(int[] size) {
    return size[0] * size[1] * size[2];
  }

  private static List<PixelDepths> batch(float[] predictions, float[] truths) {
    List<PixelDepths> batch = new ArrayList<>();
    int at = 0;
    for (int[] size : SIZES) {
      Tensor prediction = tensor(predictions, at, size).requires_grad_(true);
      Tensor truth = tensor(truths, at, size);
      batch.add(new PixelDepths(prediction, truth, truth.gt(new Scalar(0.0))));
      at += pixels(size);
    }
    return batch;
  }

  private static Tensor tensor(float[] values, int from, int[] size) {
    return Tensors.of(
        Arrays.copyOfRange(values, from, from + pixels(size)), size[2], 1, size[1], size[0]);
  }

  private static double naiveSigLoss(double[] predictions, float[] truths) {
    double count = 0;
    double mean = 0;
    for (int i = 0; i < truths.length; i++) {
      count += truths[i] > 0 ? 1 : 0;
      mean += truths[i] > 0 ? logRatio(predictions[i], truths[i]) : 0;
    }
    mean /= count;
    double variance = 0;
    for (int i = 0; i < truths.length; i++) {
      double difference = truths[i] > 0 ? logRatio(predictions[i], truths[i]) - mean : 0;
      variance += difference * difference / (count - 1);
    }
    return Math.sqrt(variance + 0.15 * mean * mean);
  }

  private static double logRatio(double prediction, float truth) {
    return Math.log(prediction + 1e-3) - Math.log(truth + 1e-3);
  }

  private static double naiveGradientLoss(double[] predictions, float[] truths) {
    double loss = 0;
    for (int scale : new int[] {1, 2, 4, 6}) {
      double sum = 0;
      double valid = 0;
      int at = 0;
      for (int[] size : SIZES) {
        for (int image = 0; image < size[2]; image++, at += size[0] * size[1]) {
          for (int y = 0; y < size[1]; y += scale) {
            for (int x = 0; x < size[0]; x += scale) {
              int here = at + y * size[0] + x;
              if (truths[here] > 0) {
                valid++;
                boolean across = x + 2 * scale < size[0];
                boolean down = y + 2 * scale < size[1];
                sum += across ? step(predictions, truths, here, here + 2 * scale) : 0;
                sum += down ? step(predictions, truths, here, here + 2 * scale * size[0]) : 0;
              }
            }
          }
        }
      }
      loss += sum / Math.max(1, valid);
    }
    return 0.5 * loss;
  }

  private static double step(double[] predictions, float[] truths, int a, int b) {
    return truths[b] > 0
        ? Math.abs(logRatio(predictions[a], truths[a]) - logRatio(predictions[b], truths[b]))
        : 0;
  }

  private static void checkMixed(TestedLoss loss, ToDoubleBiFunction<double[], float[]> naive) {
    Random random = new Random(5);
    int count = Arrays.stream(SIZES).mapToInt(DepthLossTest::pixels).sum();
    float[] predictions = new float[count];
    float[] truths = new float[count];
    double[] exact = new double[count];
    for (int i = 0; i < count; i++) {
      exact[i] = predictions[i] = 0.5f + 3 * random.nextFloat();
      truths[i] = random.nextInt(4) == 0 ? 0 : 0.5f + 3 * random.nextFloat();
    }
    try (Scope scope = Scope.open()) {
      List<PixelDepths> batch = batch(predictions, truths);
      Tensor value = loss.of(batch);
      value.backward();
      double expected = naive.applyAsDouble(exact, truths);
      assertThat(value.item_double()).isCloseTo(expected, within(1e-6 * expected)); // float32
      int i = 0;
      for (PixelDepths depths : batch) {
        for (float gradient : Tensors.toFloats(Tensors.gradient(depths.prediction()))) {
          double at = exact[i];
          exact[i] = at + 1e-6;
          double more = naive.applyAsDouble(exact, truths);
          exact[i] = at - 1e-6;
          double less = naive.applyAsDouble(exact, truths);
          exact[i++] = at;
          // gradients up to 0.1 in float32; the differences are good to 1e-9
          assertThat((double) gradient).isCloseTo((more - less) / 2e-6, within(1e-7));
        }
      }
    }
  }

  @Test
  void allValidPixelsOfABatchCountAlikeWhateverTheSizesOfItsImages() {
    checkMixed(batch -> SigLoss.of(batch, false), DepthLossTest::naiveSigLoss);
    checkMixed(
        batch -> GradientLoss.FIXED.of(batch).orElseThrow(), DepthLossTest::naiveGradientLoss);
  }

  @Test
  void theReferencesFormComparesImagesOfOneSize() {
    try (Scope scope = Scope.open()) {
      float[] varied = new float[30];
      float[] flat = new float[30];
      for (int i = 0; i < varied.length; i++) {
        varied[i] = 1 + i % 7 * 0.1f;
        flat[i] = 2;
      }
      List<PixelDepths> three = List.of(depths(varied, flat, 3, 1, 2, 5));
      List<PixelDepths> mixed = List.of(three.getFirst(), depths(varied, flat, 1, 1, 1, 30));
      double alone = GradientLoss.REFERENCE.of(three).orElseThrow().item_double();
      // Only the first scale has images two apart; 30 pixels of another size lie beside its 30.
      assertThat(alone).isPositive();
      assertThat(GradientLoss.REFERENCE.of(mixed).orElseThrow().item_double())
          .isCloseTo(alone / 2, within(1e-6));
    }
  }

  private static PixelDepths depths(float[] prediction, float[] truth, int... shape) {
    int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    long[] sides = Arrays.stream(shape).asLongStream().toArray();
    Tensor known = Tensors.of(Arrays.copyOf(truth, count), sides);
    return new PixelDepths(
        Tensors.of(Arrays.copyOf(prediction, count), sides), known, known.gt(new Scalar(0.0)));
  }
}
