package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.SeededOrder;
import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.task.TaskRunner;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Brings a few rows of a pool to this process. */
final class Gathering {
  private final TaskRunner runner;
  private final Pool pool;

  Gathering(StageRun run) {
    runner = run.runner();
    pool = run.pool();
  }

  /** Some of the rows, drawn at random: the same for a seed however many tasks there are. */
  static BitSet sample(BitSet rows, int count, long seed) {
    int[] all = rows.stream().toArray();
    BitSet sample = new BitSet();
    for (int place : new SeededOrder(seed).sample(all.length, count)) {
      sample.set(all[place]);
    }
    return sample;
  }

  /** Their vectors, scaled to length 1, by rising rows. */
  PoolVectors unitVectors(String what, BitSet rows) {
    List<PoolVectors> parts =
        new ArrayList<>(
            List.of(new PoolVectors(new int[0], new VectorBlock(new float[0], pool.dim()))));
    parts.addAll(runner.run(what, pool.tasks(rows), RangeRows::unitVectors));
    return PoolVectors.concat(parts);
  }

  /** What the files say of them, by rising rows. */
  List<PoolEntry> entries(String what, BitSet rows, List<String> columns) {
    ArrayList<String> asked = new ArrayList<>(columns);
    return runner.run(what, pool.tasks(rows), task -> new ArrayList<>(task.entries(asked))).stream()
        .flatMap(List::stream)
        .toList();
  }
}
