package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelLoopTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 1000})
  void runsEachTurnOnce(int turns) {
    AtomicIntegerArray times = new AtomicIntegerArray(turns);
    for (int i = 0; i < 200; i++) {
      ParallelLoop.run(turns, (worker, turn) -> times.incrementAndGet(turn));
    }
    for (int turn = 0; turn < turns; turn++) {
      assertThat(times.get(turn)).isEqualTo(200);
    }
  }

  @Test
  void aLaneIsOneThreadAtATime() {
    int[] depth = new int[ParallelLoop.workers()];
    Set<Integer> clashes = ConcurrentHashMap.newKeySet();
    for (int i = 0; i < 200; i++) {
      ParallelLoop.run(
          50,
          (worker, turn) -> {
            if (++depth[worker] != 1) {
              clashes.add(worker);
            }
            Thread.onSpinWait();
            depth[worker]--;
          });
    }
    assertThat(clashes).isEmpty();
  }

  @Test
  void throwsWhatATurnThrewAndGoesOnAfterwards() {
    assertThatThrownBy(() ->
            ParallelLoop.run(
                100,
                (worker, turn) -> {
                  if (turn == 13) {
                    throw new IllegalArgumentException("turn 13");
                  }
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("turn 13");
    AtomicIntegerArray times = new AtomicIntegerArray(10);
    ParallelLoop.run(10, (worker, turn) -> times.incrementAndGet(turn));
    assertThat(times.toString()).isEqualTo("[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]");
  }
}
