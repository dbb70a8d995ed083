package io.github.dino4j.evaluate.depth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.torch.file.WeightFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DepthMetricTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/eval");

  private static float[] golden(String name) {
    try (WeightFile file = WeightFile.open(GOLDEN.resolve("depth_losses.safetensors"))) {
      return file.get(name).floats().toArray(ValueLayout.JAVA_FLOAT);
    }
  }

  private static DepthMap row(float... values) {
    return new DepthMap(values.length, 1, values);
  }

  private static DepthResult evaluate(DepthComparison protocol, DepthMap... pairs) {
    DepthEvaluation evaluation = new DepthEvaluation(protocol);
    for (int i = 0; i < pairs.length; i += 2) {
      evaluation.add(pairs[i], pairs[i + 1]);
    }
    return evaluation.result();
  }

  @Test
  void figuresAreTheReferences() throws IOException {
    DepthMap prediction = new DepthMap(20, 32, golden("prediction"));
    DepthMap truth = new DepthMap(20, 32, golden("target"));
    DepthResult result = evaluate(DepthComparison.whole(DepthRange.NYU), prediction, truth);

    Object metrics =
        Json.object(Files.readAllBytes(GOLDEN.resolve("depth_metrics.json"))).get("metrics");
    for (DepthMetric metric : DepthMetric.values()) {
      double expected =
          ((Number) requireNonNull(((Map<?, ?>) requireNonNull(metrics)).get(metric.text())))
              .doubleValue();
      // Both in float64; only the order of additions differs.
      assertThat(result.get(metric).value())
          .as(metric.text())
          .isCloseTo(expected, within(1e-9 * Math.abs(expected)));
    }
  }

  @Test
  void imagesCountAlikeWhateverTheirValidPixels() {
    DepthMap few = row(2, 5, 5, 5);
    DepthMap many = row(1, 1, 1, 1);
    DepthResult result =
        evaluate(
            DepthComparison.whole(DepthRange.NYU),
            few,
            row(1, 0, 0, 12),
            many,
            row(1, 1, 1, 1),
            many,
            row(0, 0, 0, 0));
    assertThat(result.get(DepthMetric.ABS_REL).value()).isEqualTo(0.5);
    assertThat(result.ranking()).containsExactly(1, 0);
    assertThat(result.worst(1)).containsExactly(0);
    assertThat(result.best(5)).containsExactly(1, 0);
    assertThat(result.images().get(2)).isEmpty();
  }

  @Test
  void alignmentUndoesScaleAndShift() {
    DepthMap truth = row(0.2f, 0.4f, 0.5f, 1, 0);
    DepthMap moved = row(0.7f, 1.1f, 1.3f, 2.3f, 9); // 2 t + 0.3
    var aligned = DepthComparison.relative(Alignment.SCALE_AND_SHIFT);
    assertThat(evaluate(aligned, moved, truth).get(DepthMetric.ABS_REL).value())
        .isCloseTo(0, within(1e-6)); // the maps are float32
    float[] disparity = new float[5];
    for (int i = 0; i < 4; i++) {
      disparity[i] = 1 / (3 / truth.values()[i] + 2);
    }
    disparity[4] = 1;
    var inverse = DepthComparison.relative(Alignment.SCALE_AND_SHIFT_OF_DISPARITY);
    assertThat(evaluate(inverse, row(disparity), truth).get(DepthMetric.RMSE).value())
        .isCloseTo(0, within(1e-6));
    assertThat(
            evaluate(aligned, row(3, 3, 3, 3, 3), row(0.5f, 0.7f, 0, 0, 0))
                .get(DepthMetric.RMSE)
                .value())
        .as("of a constant: the mean of the truth")
        .isCloseTo(0.1, within(1e-6));
  }

  @Test
  void windowsAndCropsAreThoseOfTheDataSets() {
    DepthMap nyu = new DepthMap(640, 480, new float[640 * 480]);
    assertThat(EvaluationWindow.EIGEN.box(nyu.size()))
        .isEqualTo(new io.github.dino4j.image.Box(41, 45, 560, 426));
    DepthMap kitti = new DepthMap(1242, 375, new float[1242 * 375]);
    assertThat(DepthCrop.KB.box(kitti.size()))
        .isEqualTo(new io.github.dino4j.image.Box(13, 23, 1216, 352));
    // numpy: (array([.40810811, .99189189]) * 352).astype(int), (... * 1216).astype(int)
    assertThat(EvaluationWindow.GARG.box(kitti.crop(DepthCrop.KB.box(kitti.size())).size()))
        .isEqualTo(new io.github.dino4j.image.Box(43, 143, 1172 - 43, 349 - 143));
    assertThat(DepthCrop.NYU.box(nyu.size()))
        .isEqualTo(new io.github.dino4j.image.Box(43, 45, 565, 427));
    assertThatThrownBy(() -> DepthCrop.KB.box(nyu.size()))
        .isInstanceOf(DinoException.class)
        .hasMessage("an image of 640 x 480 pixels is too small for the crop of KB; take no crop");
  }

  @Test
  void sunIsCappedAtEightMetres() {
    DepthResult result = evaluate(DepthComparison.sun(), row(9.5f), row(8));
    assertThat(result.get(DepthMetric.ABS_REL).value()).isZero();
  }

  @Test
  void refusesOtherSizesAndTruthWithoutDepth() {
    assertThatThrownBy(() -> evaluate(DepthComparison.nyu(), row(1, 1), row(1)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("2 x 1 pixels cannot be compared with a truth of 1 x 1");
    assertThatThrownBy(() -> evaluate(DepthComparison.nyu(), row(1), row(0)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("no image has a depth between 0.001 and 10.0 m");
  }
}
