package io.github.dino4j.pretrain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.pretrain.distributed.ProcessGroup;
import io.github.dino4j.pretrain.probe.ProbeResult;
import io.github.dino4j.pretrain.report.Metrics;
import io.github.dino4j.torch.ComputeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One run folder, and more than one who wants to train in it. */
@Timeout(180)
class RunLockTest {
  private static final int LAST_STEP = 4;

  @TempDir private Path folder;
  private Path pictures;
  private Path run;

  @BeforeEach
  void draw() throws IOException {
    pictures = SmallPictures.write(folder.resolve("pictures"), 12);
    run = folder.resolve("run");
  }

  /** Does something after every step. */
  private record AfterStep(LongConsumer action) implements RunListener {
    @Override
    public void stepped(Metrics metrics, long iterations) {
      action.accept(metrics.iteration());
    }

    @Override
    public void probed(ProbeResult result) {}

    @Override
    public void told(String line) {}

    @Override
    public void remarked(String line) {}
  }

  /** Begins the run that it is told of, and stands still after a step until it is killed. */
  public static final class Other {
    public static void main(String[] arguments) {
      train(begin(Path.of(arguments[0]), Path.of(arguments[1])), Other::standStill);
    }

    private static void standStill(long iteration) {
      if (iteration == LAST_STEP) {
        try {
          Thread.sleep(100_000);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static Pretraining begin(Path run, Path pictures) {
    return Pretraining.begin(new RunFolder(run), SmallConfig.with(), List.of(pictures.toString()));
  }

  private Pretraining resume() {
    return Pretraining.resume(new RunFolder(run), List.of());
  }

  private static void train(Pretraining pretraining, LongConsumer afterStep) {
    assertThat(pretraining.run(ProcessGroup.single(), new AfterStep(afterStep), () -> false))
        .isEqualTo(Trainer.End.FINISHED);
  }

  private void assertInUse(String by, ThrowingCallable training) {
    assertThatThrownBy(training)
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "%s is being trained in by %s: wait for its end, stop it, or choose another folder by -o"
                .formatted(run, by));
  }

  @Test
  void aRunUnderWayIsReadButNotTrainedByOthersUntilItsEnd() {
    Pretraining late = begin(run, pictures);
    train(
        begin(run, pictures),
        iteration -> {
          assertInUse("this very process", () -> train(late, _ -> {}));
          assertInUse("this very process", () -> train(resume(), _ -> {}));
          assertInUse("this very process", () -> resume().check(2, ComputeDevice.CPU));
          assertThat(resume().plan(1, ComputeDevice.CPU).iterations()).isEqualTo(SmallConfig.STEPS);
          ModelFile.open(run.resolve("teacher.safetensors")).close();
        });
    assertThatThrownBy(() -> train(late, _ -> {})).hasMessageContaining("holds a run already");
    train(resume(), _ -> {});
  }

  @Test
  void aKilledRunGoesOnAtOnce() throws Exception {
    Process other = other();
    awaitLastStep(other);
    assertInUse("process " + other.pid(), () -> train(resume(), _ -> {}));
    ModelFile.open(run.resolve("teacher.safetensors")).close();
    other.destroyForcibly().waitFor();
    train(resume(), _ -> {});
    assertThat(iterations()).isEqualTo(IntStream.range(0, SmallConfig.STEPS).boxed().toList());
  }

  private Process other() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            run.toString(),
            pictures.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }

  private void awaitLastStep(Process other) throws Exception {
    while (!Files.exists(run.resolve("metrics.jsonl")) || iterations().size() <= LAST_STEP) {
      assertThat(other.isAlive()).as(Files.readString(folder.resolve("output.txt"))).isTrue();
      Thread.sleep(50);
    }
  }

  private List<Integer> iterations() throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> Integer.parseInt(line.replaceAll(".*\"iteration\":(\\d+).*", "$1")))
        .toList();
  }

  @Test
  void whatCouldNotBeginLeavesTheFolderFree() {
    Pretraining hopeless =
        Pretraining.begin(
            new RunFolder(run),
            SmallConfig.with("student.pretrained_weights=nowhere.pth"),
            List.of(pictures.toString()));
    assertThatThrownBy(() -> train(hopeless, _ -> {})).hasMessageContaining("nowhere.pth");
    train(begin(run, pictures), _ -> {});
  }
}
