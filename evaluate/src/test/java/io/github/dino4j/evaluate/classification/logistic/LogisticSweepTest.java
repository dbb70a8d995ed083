package io.github.dino4j.evaluate.classification.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.Golden;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.logistic.LogisticOptions.Criterion;
import io.github.dino4j.evaluate.classification.logistic.LogisticResult.Trial;
import io.github.dino4j.evaluate.classification.logistic.LogisticSweep.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogisticSweepTest {
  private static final Golden GOLDEN = Golden.eval("logistic");
  private static final int CLASSES = 5;
  private static final LogisticOptions OPTIONS =
      new LogisticOptions(powers(), 1000, 1e-12, Criterion.TOP_1);

  private static List<Double> powers() {
    List<Double> powers = new ArrayList<>();
    for (int power = -6; power <= 5; power++) {
      powers.add(Math.pow(10, power));
    }
    return powers;
  }

  private static Split split() {
    return new Split(GOLDEN.labelled("train", CLASSES), GOLDEN.labelled("test", CLASSES));
  }

  /** Both end near the same optimum; the fixture's tolerance says how near. */
  @Test
  void objectivesAndAccuraciesAreThoseOfScikitLearn() {
    try (LogisticSweep sweep = new LogisticSweep(OPTIONS, split())) {
      for (int i = 0; !sweep.isDone(); i++) {
        Trial trial = sweep.step();

        String expected = "sweep/" + i + "/";
        assertThat(trial.fit().strength())
            .isCloseTo(GOLDEN.number(expected + "strength"), withPercentage(1e-10));
        assertThat(trial.fit().objective())
            .isCloseTo(GOLDEN.number(expected + "objective"), withPercentage(1e-4));
        assertThat(trial.accuracy())
            .as("C = %s", trial.fit().strength())
            .isEqualTo(GOLDEN.number(expected + "accuracy"));
      }
      LogisticResult result = sweep.result(LinearHead.numbered(CLASSES));

      assertThat(result.best()).isEqualTo(result.sweep().get(6)); // the first with 0.6
      assertThat(result.fit().strength()).isEqualTo(1);
      // Fitted on 60 images more.
      assertThat(result.fit().objective()).isGreaterThan(result.best().fit().objective());
    }
  }

  @Test
  void theGradientIsThatOfDifferences() {
    LabelledFeatures images = GOLDEN.labelled("train", CLASSES);
    try (CrossEntropy loss = new CrossEntropy(images)) {
      double[] x = new Random(1).doubles(loss.size(), -0.2, 0.2).toArray();
      loss.begin(0.3, x);
      double[] gradient = new double[x.length];
      loss.evaluate(x, gradient);
      for (int i = 0; i < x.length; i++) {
        double[] ignored = new double[x.length];
        double[] up = x.clone();
        double[] down = x.clone();
        up[i] += 1e-5;
        down[i] -= 1e-5;
        double difference = (loss.evaluate(up, ignored) - loss.evaluate(down, ignored)) / 2e-5;
        // Central differences of 1e-5 are off by its square and by rounding of 1e-16 / 1e-5.
        assertThat(gradient[i]).isCloseTo(difference, offset(1e-8));
      }
    }
  }

  /** Rosenbrock's valley, which needs the memory of steps and the line search. */
  @Test
  void aCurvedValleyIsFollowedToItsEnd() {
    SmoothFunction rosenbrock =
        new SmoothFunction() {
          @Override
          public double evaluate(double[] x, double[] gradient) {
            double a = 1 - x[0];
            double b = x[1] - x[0] * x[0];
            gradient[0] = -2 * a - 400 * x[0] * b;
            gradient[1] = 200 * b;
            return a * a + 100 * b * b;
          }

          @Override
          public double[] precondition(double[] x) {
            return x.clone();
          }
        };

    Lbfgs.Minimum minimum = new Lbfgs(200, 1e-10).minimize(rosenbrock, new double[] {-1.2, 1});

    // It ends where the value, of the order of the square of the distance, is within rounding of 1.
    assertThat(minimum.x()).containsExactly(new double[] {1, 1}, offset(1e-6));
    assertThat(minimum.iterations()).isLessThan(200);
  }

  @Test
  void aSweepThatGoesOnEndsTheSame(@TempDir Path folder) {
    Path file = folder.resolve("state.safetensors");
    List<Trial> whole = new ArrayList<>();
    try (LogisticSweep sweep = new LogisticSweep(OPTIONS, split())) {
      for (int i = 0; !sweep.isDone(); i++) {
        whole.add(sweep.step());
        if (i == 4) {
          sweep.save(file);
        }
      }
    }
    try (LogisticSweep sweep = new LogisticSweep(OPTIONS, split())) {
      sweep.load(file);
      while (!sweep.isDone()) {
        sweep.step();
      }

      assertThat(sweep.result(LinearHead.numbered(CLASSES)).sweep()).isEqualTo(whole);
    }
    var others = new LogisticOptions(powers(), 10, 1e-12, Criterion.TOP_1);
    try (LogisticSweep sweep = new LogisticSweep(others, split())) {
      assertThatThrownBy(() -> sweep.load(file))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("was begun with other options");
    }
  }

  /** The first numbers of torch.manual_seed(0); torch.randperm(150). */
  @Test
  void aTenthChoosesByThePermutationOfTorch() {
    LabelledFeatures images = GOLDEN.labelled("train", CLASSES);

    Split split = Split.of(images);

    assertThat(split.validation().size()).isEqualTo(15);
    assertThat(split.train().size()).isEqualTo(135);
    int[] first = {44, 54, 95};
    assertThat(split.validation().rows(new int[] {0, 1, 2}).values())
        .containsExactly(images.rows(first).values());
    assertThat(split.both().size()).isEqualTo(150);
  }
}
