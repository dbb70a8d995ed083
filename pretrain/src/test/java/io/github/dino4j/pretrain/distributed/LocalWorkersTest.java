package io.github.dino4j.pretrain.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which do nothing but leave notes and end. */
@Timeout(120)
class LocalWorkersTest {
  @TempDir Path folder;

  /** Writes who it is into a folder, then does as it is told. */
  public static final class Child {
    public static void main(String[] arguments) throws Exception {
      ParentWatch.start(System.getenv());
      Path folder = Path.of(arguments[0]);
      int rank = Integer.parseInt(System.getenv("RANK"));
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> note(folder.resolve("end" + rank), "")));
      int cores = Runtime.getRuntime().availableProcessors();
      note(
          folder.resolve("start" + rank),
          "%s of %s on %d".formatted(rank, System.getenv("WORLD_SIZE"), cores));
      switch (arguments[1]) {
        case "end" -> System.exit(rank);
        case "fail" -> {
          if (rank == 1) {
            System.err.println("disk full\n");
            System.exit(7);
          }
          System.err.println("process 0 of 2 " + Collectives.LOST);
          System.exit(2);
        }
        default -> Thread.sleep(100_000);
      }
    }
  }

  /** Starts workers that wait. */
  public static final class Parent {
    public static void main(String[] arguments) {
      System.exit(LocalWorkers.run(2, Child.class, List.of(arguments)));
    }
  }

  private static void note(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void workersShareTheCoresAndTheLargestExitCodeCounts() {
    assertThat(LocalWorkers.run(2, Child.class, List.of(folder.toString(), "end"))).isEqualTo(1);
    int cores = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    assertThat(folder.resolve("start0")).hasContent("0 of 2 on " + cores);
    assertThat(folder.resolve("start1")).hasContent("1 of 2 on " + cores);
  }

  @Test
  void theOneAtFaultIsNamedNotItsVictim() {
    assertThatThrownBy(() -> LocalWorkers.run(2, Child.class, List.of(folder.toString(), "fail")))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "process 1 of 2 ended with exit code 7 (disk full); the others have ended with it: go on from the last checkpoint");
  }

  @Test
  void stoppedWorkersCleanUp() throws Exception {
    Process parent = parent();
    List<ProcessHandle> children = children(parent);
    parent.destroy(); // SIGTERM
    assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(folder.resolve("end0")).exists();
    assertThat(folder.resolve("end1")).exists();
  }

  @Test
  void noWorkerOutlivesAKilledParent() throws Exception {
    Process parent = parent();
    List<ProcessHandle> children = children(parent);
    parent.destroyForcibly().waitFor(); // SIGKILL
    for (ProcessHandle child : children) {
      child.onExit().get(60, TimeUnit.SECONDS);
    }
    assertThat(folder.resolve("end0")).exists();
    assertThat(folder.resolve("end1")).exists();
  }

  private Process parent() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Parent.class.getName(),
            folder.toString(),
            "wait")
        .inheritIO()
        .start();
  }

  private List<ProcessHandle> children(Process parent) throws InterruptedException {
    while (!Files.exists(folder.resolve("start0")) || !Files.exists(folder.resolve("start1"))) {
      assertThat(parent.isAlive()).isTrue();
      Thread.sleep(20);
    }
    try (Stream<ProcessHandle> children = parent.children()) {
      return children.toList();
    }
  }
}
