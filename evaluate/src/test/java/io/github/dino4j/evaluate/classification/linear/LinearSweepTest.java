package io.github.dino4j.evaluate.classification.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.EpochOrder;
import io.github.dino4j.evaluate.classification.Golden;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeFeatures;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinearSweepTest {
  private static final List<Double> RATES = List.of(0.1, 0.5, 2.0);
  private static final List<ProbeInput> INPUTS =
      List.of(new ProbeInput(1, false), new ProbeInput(2, true));

  /** Tolerances of the fixture: losses in fp32, rates in double. */
  @Test
  void twentyStepsAreThoseOfTheReference() {
    Golden golden = Golden.eval("linear_training");
    float[] features = golden.floats("features");
    int[] labels = golden.ints("labels");
    LinearOptions options = new LinearOptions(INPUTS, RATES, 16, 20, 20, 0);
    try (Scope scope = Scope.open();
        HeadGroup group = new HeadGroup(new HeadGroup.Columns(0, 24), RATES, 7)) {
      for (int head = 0; head < 3; head++) {
        group.weight(head).copy_(Tensors.of(golden.floats("initial/weight/linear.weight"), 7, 24));
        group.bias(head).copy_(Tensors.of(golden.floats("initial/weight/linear.bias"), 7));
      }
      for (int step = 0; step < 20; step++) {
        int from = (int) golden.number("steps/" + step + "/rows_from");
        Tensor batch =
            Tensors.of(Arrays.copyOfRange(features, from * 24, (from + 16) * 24), 16, 24);
        double[] losses =
            group.step(batch, Arrays.copyOfRange(labels, from, from + 16), options, step);
        for (int head = 0; head < 3; head++) {
          String name = "rate_" + RATES.get(head).toString().replace('.', '_');
          assertThat(options.rate(RATES.get(head), step))
              .isCloseTo(golden.number("steps/" + step + "/lr/" + head), withPercentage(1e-10));
          assertThat(losses[head])
              .isCloseTo(golden.number("steps/" + step + "/loss/" + name), withPercentage(1e-3));
        }
      }
      for (int head = 0; head < 3; head++) {
        String name = "final/rate_" + RATES.get(head).toString().replace('.', '_');
        assertThat(Tensors.toFloats(group.weight(head)))
            .containsExactly(golden.floats(name + "/weight"), offset(1e-5f));
        assertThat(Tensors.toFloats(group.bias(head)))
            .containsExactly(golden.floats(name + "/bias"), offset(1e-5f));
      }
    }
  }

  /** Classes lie around centres of their own, in the second block and the mean patch only. */
  private static ProbeFeatures images(int count, long seed) {
    Random centres = new Random(1);
    float[][] centre = new float[5][12];
    for (float[] each : centre) {
      for (int i = 4; i < 12; i++) {
        each[i] = (float) centres.nextGaussian();
      }
    }
    Random random = new Random(seed);
    int[] labels = random.ints(count, 0, 5).toArray();
    float[][] rows = new float[count][12];
    for (int i = 0; i < count; i++) {
      for (int d = 0; d < 12; d++) {
        rows[i][d] = centre[labels[i]][d] + 0.5f * (float) random.nextGaussian();
      }
    }
    return new ProbeFeatures(rows, 4, 2, labels, 5);
  }

  private static final LinearOptions OPTIONS = new LinearOptions(INPUTS, RATES, 16, 60, 25, 3);

  private static LinearSweep sweep() {
    return new LinearSweep(OPTIONS, new CachedProbeBatches(images(100, 2), OPTIONS), images(80, 3));
  }

  private static LinearResult finish(LinearSweep sweep) {
    while (!sweep.isDone()) {
      double loss = sweep.step();
      assertThat(loss).isPositive();
    }
    return sweep.result(LinearHead.numbered(5));
  }

  @Test
  void theBestHeadOnValidationIsKept() {
    try (LinearSweep sweep = sweep()) {
      LinearResult result = finish(sweep);

      assertThat(result.heads()).hasSize(6);
      assertThat(result.heads())
          .extracting(LinearResult.HeadAccuracy::rate)
          .containsExactly(0.1, 0.5, 2.0, 0.1, 0.5, 2.0);
      double most =
          result.heads().stream().mapToDouble(LinearResult.HeadAccuracy::top1).max().orElseThrow();
      LinearResult.HeadAccuracy first =
          result.heads().stream().filter(head -> head.top1() == most).findFirst().orElseThrow();
      assertThat(result.best()).isEqualTo(first);
      assertThat(result.head().predict(images(80, 3)).top1()).isEqualTo(most);
      assertThat(result.best().input()).isEqualTo(new ProbeInput(2, true));
      assertThat(most).isGreaterThan(0.9); // chance is 0.2
      assertThat(result.history())
          .extracting(LinearResult.HeadAccuracy::steps)
          .containsExactly(25, 50, 60);
    }
  }

  @Test
  void aRunThatGoesOnEndsWithTheSameHeads(@TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    LinearResult whole;
    try (LinearSweep sweep = sweep()) {
      whole = finish(sweep);
    }
    try (LinearSweep sweep = sweep()) {
      for (int i = 0; i < 31; i++) {
        sweep.step();
      }
      sweep.save(file);
    }
    try (LinearSweep sweep = sweep()) {
      sweep.load(file);
      LinearResult result = finish(sweep);

      assertThat(result.head().weights()).containsExactly(whole.head().weights());
      assertThat(result.heads()).isEqualTo(whole.heads());
      assertThat(result.history()).isEqualTo(whole.history());
      sweep.save(file);
    }
    try (LinearSweep sweep = sweep()) {
      sweep.load(file);
      assertThat(sweep.isDone()).isTrue();
      assertThat(sweep.result(LinearHead.numbered(5)).best()).isEqualTo(whole.best());
    }
  }

  @Test
  void aStateOfOtherOptionsIsRefused(@TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    try (LinearSweep sweep = sweep()) {
      sweep.save(file);
    }
    LinearOptions longer = OPTIONS.withSteps(70);
    ProbeBatches batches = new CachedProbeBatches(images(100, 2), longer);
    try (LinearSweep other = new LinearSweep(longer, batches, images(80, 3))) {
      assertThatThrownBy(() -> other.load(file))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("was begun with other options");
    }
  }

  @Test
  void everyImageIsSeenOnceAnEpoch() {
    EpochOrder order = new EpochOrder(10, 5);
    List<Integer> seen = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      Arrays.stream(order.batch(step, 4)).forEach(seen::add);
    }

    assertThat(seen.subList(0, 10)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(seen.subList(10, 20)).containsExactlyInAnyOrderElementsOf(seen.subList(0, 10));
    assertThat(seen.subList(10, 20)).isNotEqualTo(seen.subList(0, 10));
    assertThat(new EpochOrder(10, 5).batch(4, 4))
        .containsExactly(seen.subList(16, 20).stream().mapToInt(i -> i).toArray());
  }
}
