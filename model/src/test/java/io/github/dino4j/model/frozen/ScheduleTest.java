package io.github.dino4j.model.frozen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final int STEPS = 13;
  private static final int IMAGES = 3;
  private static final int CHUNKS = 4;

  /** Start and end of a piece in the order in which they happened. */
  private record Event(int task, boolean end) {}

  @Test
  void everyPieceRunsOnceAndAfterTheStepBefore() {
    Schedule schedule = new Schedule(STEPS, IMAGES, CHUNKS, true);
    Queue<Event> events = new ConcurrentLinkedQueue<>();
    runWorkers(
        5,
        () -> {
          for (int task = schedule.claim(); task >= 0; task = schedule.claim()) {
            assertThat(schedule.await(task)).isTrue();
            events.add(new Event(task, false));
            events.add(new Event(task, true));
            schedule.finish(task);
          }
        });
    assertThat(events.stream().filter(Event::end).map(Event::task))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, STEPS * IMAGES * CHUNKS).boxed().toList());
    int[] ended = new int[STEPS * IMAGES];
    for (Event event : events) {
      int step = schedule.step(event.task());
      int image = schedule.image(event.task());
      if (event.end()) {
        ended[step * IMAGES + image]++;
      } else if (step > 0) {
        assertThat(ended[(step - 1) * IMAGES + image]).isEqualTo(CHUNKS);
      }
    }
  }

  @Test
  void aFailureSendsWaitingWorkersHome() {
    Schedule schedule = new Schedule(2, 1, 1, false);
    int first = schedule.claim();
    int second = schedule.claim();
    runWorkers(
        1,
        () -> {
          schedule.fail();
          assertThat(schedule.await(second)).isFalse();
        });
    assertThat(first).isZero();
    assertThat(schedule.claim()).isEqualTo(-1);
  }

  private static void runWorkers(int count, Runnable work) {
    try (ExecutorService workers = Executors.newFixedThreadPool(count)) {
      var running = IntStream.range(0, count).mapToObj(i -> workers.submit(work)).toList();
      running.forEach(worker -> {
        try {
          worker.get();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      });
    }
  }
}
