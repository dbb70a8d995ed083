package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import io.github.dino4j.curate.product.NearestK;
import io.github.dino4j.curate.task.TaskRunner.Shared;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The k rows most like each of some others, by comparing all: queries go to all machines, range by
 * range, and what each range of rows has nearest is merged by receivers.
 */
final class NeighbourSearch {
  /** Queries whose neighbours one receiver merges. */
  private static final int RECEIVER = 1 << 12;

  private final StageRun run;

  NeighbourSearch(StageRun run) {
    this.run = run;
  }

  /**
   * Neighbours of some queries.
   *
   * @param rows of the queries, {@code [queries]}
   */
  record Neighbours(int[] rows, NearestK nearest) {}

  /** Takes the neighbours of the queries of a range, range by range. */
  @FunctionalInterface
  interface Taker {
    void take(Neighbours neighbours);
  }

  /**
   * Searches. Pairs of one row do not count.
   *
   * @param queries rows whose neighbours are wanted
   * @param among rows that may be neighbours
   */
  void search(BitSet queries, BitSet among, int k, Taker taker) {
    for (RangeRows range : run.pool().tasks(queries)) {
      PoolVectors vectors =
          run.runner().run("reading", List.of(range), RangeRows::unitVectors).getFirst();
      taker.take(search(vectors, among, k));
    }
  }

  private Neighbours search(PoolVectors queries, BitSet among, int k) {
    int receivers = Math.ceilDiv(queries.size(), RECEIVER);
    Shared<PoolVectors> shared = run.runner().share(queries);
    int size = queries.size();
    List<NearestK> merged =
        run.runner()
            .<RangeRows, NearestK, NearestK>exchange(
                "looking for neighbours",
                run.pool().tasks(among),
                (task, outbox) -> {
                  PoolVectors block = task.unitVectors();
                  long[] ids = ids(block.rows(), 0, block.size());
                  for (int i = 0; i < receivers; i++) {
                    int first = i * RECEIVER;
                    int end = Math.min(size, first + RECEIVER);
                    VectorBlock some = shared.value().vectors().slice(first, end);
                    NearestK nearest = new NearestK(end - first, k);
                    nearest.search(
                        some, ids(shared.value().rows(), first, end), block.vectors(), ids);
                    outbox.send(i, nearest);
                  }
                },
                receivers,
                (_, packets) -> merge(packets));
    NearestK all = new NearestK(size, k);
    int query = 0;
    for (NearestK some : merged) {
      for (int i = 0; i < some.queries(); i++) {
        long[] ids = some.ids(i);
        float[] scores = some.scores(i);
        for (int j = 0; j < ids.length; j++) {
          all.offer(query, ids[j], scores[j]);
        }
        query++;
      }
    }
    return new Neighbours(queries.rows(), all);
  }

  private static NearestK merge(List<NearestK> packets) {
    List<NearestK> rest = new ArrayList<>(packets);
    NearestK first = rest.removeFirst();
    rest.forEach(first::merge);
    return first;
  }

  private static long[] ids(int[] rows, int first, int end) {
    return Arrays.stream(rows, first, end).asLongStream().toArray();
  }
}
