package io.github.dino4j.evaluate.depth.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.torch.FileTensors;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.file.WeightFile;
import java.nio.file.Path;
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
      Tensor value = loss.of(prediction, truth, valid);
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
    Tensor of(Tensor prediction, Tensor truth, Tensor valid);
  }

  @Test
  void sigLossIsTheReferences() {
    check("sigloss", "", 1e9, (p, t, valid) -> SigLoss.of(p, t, valid, false));
    check("sigloss_max_depth_4", "", 4, (p, t, valid) -> SigLoss.of(p, t, valid, false));
    check("sigloss_warm_up", "", 1e9, (p, t, valid) -> SigLoss.of(p, t, valid, true));
  }

  @Test
  void gradientLossIsTheReferences() {
    TestedLoss reference = (p, t, valid) -> GradientLoss.REFERENCE.of(p, t, valid).orElseThrow();
    check("gradient_4d_as_the_reference", "", 1e9, reference);
    check("gradient_4d_batch_of_four_as_the_reference", "batch_of_four/", 1e9, reference);
    check("gradient_2d_one_image", "", 1e9, (p, t, valid) -> GradientLoss.along(0, p, t, valid));
    check("gradient_2d_max_depth_4", "", 4, (p, t, valid) -> GradientLoss.along(0, p, t, valid));
  }

  @Test
  void theFixedFormIsHalfTheReferencesOfOneImage() {
    check(
        "gradient_2d_one_image",
        "",
        1e9,
        (p, t, valid) ->
            fixed(p.unsqueeze(0).unsqueeze(0), t.unsqueeze(0).unsqueeze(0), valid)
                .mul(new Scalar(2.0)));
  }

  private static Tensor fixed(Tensor prediction, Tensor truth, Tensor valid) {
    return GradientLoss.FIXED.of(prediction, truth, valid.unsqueeze(0).unsqueeze(0)).orElseThrow();
  }

  @Test
  void theReferencesFormIsZeroForTwoImages() {
    try (Scope scope = Scope.open()) {
      Tensor prediction = golden("prediction");
      Tensor truth = golden("target");
      Tensor valid = truth.gt(new Scalar(0.0));
      assertThat(GradientLoss.REFERENCE.of(prediction, truth, valid).orElseThrow().item_double())
          .isZero();
      assertThat(GradientLoss.OFF.of(prediction, truth, valid)).isEmpty();
    }
  }
}
