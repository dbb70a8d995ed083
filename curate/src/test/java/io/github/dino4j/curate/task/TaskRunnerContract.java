package io.github.dino4j.curate.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.task.TaskRunner.Outbox;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every runner of tasks does. */
public abstract class TaskRunnerContract {
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private TaskRunner runner;

  /** A runner of one's own; the test closes it. */
  protected abstract TaskRunner runner(TaskRunner.Listener listener);

  @BeforeEach
  void open() {
    runner = runner((stage, done, total) -> told.add(stage + " " + done + "/" + total));
  }

  @AfterEach
  void close() {
    runner.close();
  }

  private static ArrayList<Integer> numbers(int count) {
    return new ArrayList<>(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void resultsAreInTheOrderOfTasks() {
    List<String> results =
        runner.run(
            "square",
            numbers(40),
            task -> {
              pause();
              return task + "²=" + task * task;
            });
    assertThat(results).hasSize(40).startsWith("0²=0", "1²=1").endsWith("39²=1521");
    assertThat(told).endsWith("square 40/40").doesNotHaveDuplicates();
  }

  /** Whoever is done first is not to matter. */
  private static void pause() {
    try {
      Thread.sleep(ThreadLocalRandom.current().nextInt(3));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void packetsArriveInTheOrderOfTheirTasks() {
    List<String> results =
        runner.exchange(
            "remainders",
            numbers(30),
            (Integer task, Outbox<String> outbox) -> {
              pause();
              outbox.send(task % 4, "a" + task);
              outbox.send(task % 4, "b" + task);
              outbox.send(4, "c" + task);
            },
            6,
            (receiver, packets) -> receiver + ":" + String.join(",", packets));
    assertThat(results).hasSize(6);
    assertThat(results.get(1))
        .isEqualTo("1:a1,b1,a5,b5,a9,b9,a13,b13,a17,b17,a21,b21,a25,b25,a29,b29");
    assertThat(results.get(4)).startsWith("4:c0,c1,c2,c3").endsWith("c28,c29");
    assertThat(results.get(5)).isEqualTo("5:");
    assertThat(told).contains("remainders 36/36");
  }

  @Test
  void whatIsSharedIsReadByAll() {
    Shared<int[]> table = runner.share(new int[] {5, 7, 11});
    assertThat(runner.run("look up", numbers(3), task -> table.value()[task]))
        .containsExactly(5, 7, 11);
  }

  @Test
  void noTasksGiveNoResults() {
    assertThat(runner.run("nothing", numbers(0), task -> task)).isEmpty();
    assertThat(
            runner.<Integer, String, Integer>exchange(
                "nothing",
                numbers(0),
                (_, _) -> {},
                2,
                (receiver, packets) -> receiver + packets.size()))
        .containsExactly(0, 1);
  }

  @Test
  void aTaskThatFailsSaysWhy() {
    assertThatThrownBy(() ->
            runner.run(
                "read",
                numbers(5),
                task -> {
                  if (task == 3) {
                    throw new DinoException("part-3.parquet: no such file");
                  }
                  return task;
                }))
        .isInstanceOf(DinoException.class)
        .hasMessage("part-3.parquet: no such file");
  }
}
