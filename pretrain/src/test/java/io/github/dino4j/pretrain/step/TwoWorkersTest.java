package io.github.dino4j.pretrain.step;

import static io.github.dino4j.pretrain.Closeness.assertRelative;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.pretrain.Closeness;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.distributed.LocalWorkers;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.loss.LossPlan;
import io.github.dino4j.pretrain.schedule.Schedules;
import io.github.dino4j.pretrain.state.TrainingState;
import io.github.dino4j.torch.ComputeDevice;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two real processes with half of each batch. KoLeo is left out, which compares within a process as
 * the reference's does, and so is stochastic depth, whose draws belong to a process, and iBOT's
 * centre, which averages the means of processes with different numbers of masked patches.
 */
@Timeout(180)
class TwoWorkersTest {
  private static final int STEPS = 12;
  private static final String FEATURES =
      "teacher.pretrained_weights=T teacher.match=features ibot.all_patches=true";

  @TempDir Path folder;

  private static PretrainConfig config(String overrides) {
    String all = "dino.koleo_loss_weight=0 train.centering=sinkhorn_knopp " + overrides;
    return SmallRun.config(all.strip().split(" "));
  }

  /** With a frozen teacher where the configuration names one. */
  private static TrainingStep start(PretrainConfig config, ProcessGroup processes) {
    if (!config.teacher().isFrozen()) {
      return new TrainingStep(config, processes);
    }
    try (Network teacher = Network.initialized(SmallRun.config("student.embed_dim=96"), 5)) {
      return new TrainingStep(config, processes, DistillationStepTest.frozen(teacher, config));
    }
  }

  /** One step of a network, on the whole batch or the half of this process. */
  private static StepReport step(
      TrainingStep training, PretrainConfig config, int iteration, ProcessGroup processes) {
    try (Scope scope = Scope.open()) {
      Batch batch = SmallRun.batch(config, iteration);
      Batch part = processes.count() == 1 ? batch : Halves.of(batch, processes.rank());
      return training.run(iteration, List.of(part), Schedules.of(config, 1).at(iteration));
    }
  }

  private static String line(StepReport report) {
    StringBuilder line = new StringBuilder();
    report.losses().named().values().forEach(value -> line.append(value).append(' '));
    report.gradientNorms().values().forEach(value -> line.append(value).append(' '));
    double entropy = report.teacherEntropy();
    return line.append(Double.isNaN(entropy) ? "" : entropy).toString().strip();
  }

  /** Leaves what the steps tell and the state at the end in a folder. */
  public static final class Trajectory {
    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      StringBuilder lines = new StringBuilder();
      try (ProcessGroup processes =
              ProcessGroup.fromEnvironment(System.getenv(), ComputeDevice.CPU);
          TrainingStep training = start(config(arguments[1]), processes)) {
        for (int i = 0; i < STEPS; i++) {
          lines.append(line(step(training, config(arguments[1]), i, processes))).append('\n');
        }
        if (processes.rank() == 0) {
          Files.writeString(folder.resolve("lines"), lines);
          save(folder, training, STEPS);
        }
        processes.barrier();
      }
    }
  }

  private static void save(Path folder, TrainingStep training, int steps) {
    TrainingState.save(
        folder.resolve("state"), training, new TrainingState.Position(steps, Map.of()));
  }

  /**
   * Both sides round differently, and Adam turns rounding noise into steps: after twelve the losses
   * agree to 1e-5, gradient norms to 1e-4, weights to 1e-4 but for the key third of {@code
   * qkv.bias} whose true gradient is zero.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", SmallRun.WIDE, FEATURES})
  void twoHalvesFollowTheWhole(String overrides) throws Exception {
    List<String> arguments = List.of(folder.toString(), overrides);
    assertThat(LocalWorkers.run(2, Trajectory.class, arguments)).isZero();
    List<String> lines = Files.readAllLines(folder.resolve("lines"));
    PretrainConfig config = config(overrides);
    try (TrainingStep whole = start(config, ProcessGroup.single());
        TrainingStep halves = start(config, ProcessGroup.single())) {
      int losses = LossPlan.of(config).losses().size();
      for (int i = 0; i < STEPS; i++) {
        String[] expected = line(step(whole, config, i, ProcessGroup.single())).split(" ");
        String[] actual = lines.get(i).split(" ");
        for (int k = 0; k < expected.length; k++) {
          assertRelative(
              "step %d, number %d".formatted(i, k),
              Double.parseDouble(actual[k]),
              Double.parseDouble(expected[k]),
              k < losses ? 1e-5 : 1e-4);
        }
      }
      assertThat(TrainingState.load(folder.resolve("state"), halves).nextIteration())
          .isEqualTo(STEPS);
      assertWeights(halves.student().named(), whole.student().named());
      assertWeights(halves.average().named(), whole.average().named());
    }
  }

  private static void assertWeights(Map<String, Tensor> actual, Map<String, Tensor> expected) {
    try (Scope scope = Scope.open()) {
      expected.forEach((name, tensor) -> {
        if (!name.endsWith("qkv.bias")) {
          Closeness.assertClose(name, Objects.requireNonNull(actual.get(name)), tensor, 1e-4);
        }
      });
    }
  }

  /** The first kills the second, finds that a step fails, and leaves what it found. */
  public static final class Survivor {
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      ProcessGroup processes = ProcessGroup.fromEnvironment(System.getenv(), ComputeDevice.CPU);
      TrainingStep training = new TrainingStep(config(""), processes);
      if (processes.rank() == 1) {
        Files.writeString(folder.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
      }
      processes.barrier();
      for (int i = 0; i < STEPS; i++) {
        if (i == 3 && processes.rank() == 0) {
          save(folder, training, i);
          kill(Long.parseLong(Files.readString(folder.resolve("pid"))));
        }
        Map<String, float[]> before = floats(training);
        try {
          var ignored = step(training, config(""), i, processes);
        } catch (DinoException e) {
          Files.writeString(folder.resolve("message"), e.getMessage());
          Files.writeString(folder.resolve("changed"), changed(before, floats(training)));
          Runtime.getRuntime().halt(2);
        }
      }
    }

    private static void kill(long pid) {
      var ignored = ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }
  }

  private static Map<String, float[]> floats(TrainingStep training) {
    Map<String, float[]> floats = new LinkedHashMap<>();
    try (Scope scope = Scope.open()) {
      training.state().forEach((name, tensor) -> floats.put(name, Tensors.toFloats(tensor)));
    }
    return floats;
  }

  private static String changed(Map<String, float[]> before, Map<String, float[]> after) {
    return before.keySet().stream()
        .filter(name -> !java.util.Arrays.equals(before.get(name), after.get(name)))
        .toList()
        .toString();
  }

  @Test
  void aLostWorkerEndsTheRunAndLeavesTheStateOfTheLastStep() throws Exception {
    assertThatThrownBy(() -> LocalWorkers.run(2, Survivor.class, List.of(folder.toString())))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("process 1 of 2 was killed by signal 9");
    assertThat(folder.resolve("message"))
        .content()
        .startsWith("process 0 of 2 lost another one")
        .hasLineCount(1);
    assertThat(folder.resolve("changed")).hasContent("[]");
    try (TrainingStep training = SmallRun.start(config(""))) {
      assertThat(TrainingState.load(folder.resolve("state"), training).nextIteration())
          .isEqualTo(3);
      StepReport next = step(training, config(""), 3, ProcessGroup.single());
      assertThat(next.losses().total()).isPositive();
    }
  }
}
