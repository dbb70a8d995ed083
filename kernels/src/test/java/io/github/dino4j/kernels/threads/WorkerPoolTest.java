package io.github.dino4j.kernels.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  private final BitSet allowed = LinuxThread.cores();

  @Test
  void underContentionEachWorkerStaysOnOneCore() {
    int cores = cores();
    try (WorkerPool workers = new WorkerPool(cores)) {
      Map<Integer, BitSet> places = places(workers, true);
      assertThat(places).hasSize(2 * cores);
      assertThat(places.values()).allMatch(place -> place.cardinality() == 1);
      BitSet all = new BitSet();
      places.values().forEach(all::or);
      assertThat(all).isEqualTo(allowed);
    }
  }

  @Test
  void withoutContentionWorkersGoWhereTheSystemLikes() {
    int cores = cores();
    try (WorkerPool workers = new WorkerPool(cores)) {
      List<Map<Integer, BitSet>> quiet = new ArrayList<>();
      quiet.add(places(workers, false));
      places(workers, true);
      quiet.add(places(workers, false));
      assertThat(quiet)
          .allSatisfy(places -> {
            assertThat(places).hasSize(cores);
            assertThat(places.values()).allMatch(allowed::equals);
          });
    }
  }

  private int cores() {
    assumeFalse(allowed.isEmpty(), "skipped: this system does not place threads");
    return allowed.cardinality();
  }

  private static Map<Integer, BitSet> places(WorkerPool workers, boolean contention) {
    Map<Integer, BitSet> places = new ConcurrentHashMap<>();
    workers.run(contention, worker -> places.put(worker, LinuxThread.cores()));
    return places;
  }
}
