package io.github.dino4j.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.task.TaskRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkMasterTest {
  private static TaskRunner open(String master, Map<String, String> settings) {
    return SparkRunner.open(master, settings, (_, _, _) -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"mesos://host:5050", "local[0]", "local[two]", "", "host:7077"})
  void whatIsNoMasterIsNamed(String master) {
    assertThatThrownBy(() -> open(master, Map.of()))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            master
                + ": is no master of Spark; name local[*], spark://HOST:7077, yarn or k8s://URL");
  }

  @Test
  void aMasterThatIsNotThereIsSaidAtOnce() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String master = "spark://localhost:" + free;
    assertThatThrownBy(() -> open(master, Map.of()))
        .isInstanceOf(DinoException.class)
        .hasMessage(master + " cannot be reached: Connection refused");
  }

  /** They are part of Spark's installations and not of this build. */
  @ParameterizedTest
  @ValueSource(strings = {"yarn", "k8s://https://localhost:443"})
  void otherClustersWantAnInstallation(String master) {
    assertThatThrownBy(() -> open(master, Map.of()))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            master
                + ": needs Spark's own installation: start with its spark-submit; see"
                + " docs/spark.md");
  }

  @Test
  void badSettingsAreToldInSparksWords() {
    assertThatThrownBy(() -> open("local", Map.of("spark.executor.memory", "much")))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith("local: Spark does not start: ")
        .hasMessageContaining("much")
        .extracting(Throwable::getMessage)
        .asString()
        .doesNotContain("\n");
  }

  /** What no task foresaw is told with Spark's last word on it. */
  @Test
  void tasksThatBreakAreTriedAgainAndThenGivenUp() {
    try (TaskRunner runner = open("local[1,2]", Map.of())) {
      assertThatThrownBy(() ->
              runner.run(
                  "break",
                  new ArrayList<>(List.of(1)),
                  task -> {
                    throw new IllegalStateException("broken " + task);
                  }))
          .isInstanceOf(DinoException.class)
          .hasMessageStartingWith("Spark gave up: Lost task 0.1 in stage 0.0")
          .hasMessageContaining("java.lang.IllegalStateException: broken 1");
    }
  }

  /** A task that fails once and not again does no harm, and is counted once. */
  @Test
  void aTaskThatIsRunAgainIsCountedOnce() {
    List<String> told = new ArrayList<>();
    try (TaskRunner runner =
        SparkRunner.open(
            "local[1,4]", Map.of(), (stage, done, total) -> told.add(done + "/" + total))) {
      List<Integer> sums =
          runner.exchange(
              "sum",
              new ArrayList<>(List.of(1, 2, 3)),
              (Integer task, TaskRunner.Outbox<Integer> outbox) -> {
                outbox.send(0, task);
                if (task == 2 && Attempts.first()) {
                  throw new IllegalStateException("once");
                }
              },
              1,
              (_, packets) -> packets.stream().mapToInt(Integer::intValue).sum());
      assertThat(sums).containsExactly(6);
    }
    assertThat(told).endsWith("4/4").doesNotHaveDuplicates();
  }

  /** Tasks are copies, so what they remember is static. */
  private static final class Attempts {
    private static boolean seen;

    static synchronized boolean first() {
      boolean first = !seen;
      seen = true;
      return first;
    }
  }
}
