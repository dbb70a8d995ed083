package io.github.dino4j.curate.stage;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.pool.PoolEntry;
import io.github.dino4j.curate.pool.PoolVectors;
import io.github.dino4j.curate.pool.RangeRows;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Brings the members of each group of near-duplicates together in one place, with their vectors and
 * what their files say of them, and asks for a review of each group there.
 */
final class GroupReview {
  /** Members that a receiver gets, about. */
  private static final int RECEIVER = 1 << 16;

  private final StageRun run;
  private final ArrayList<String> columns;

  /**
   * @param columns of the feature files that a review looks at
   */
  GroupReview(StageRun run, List<String> columns) {
    this.run = run;
    this.columns = new ArrayList<>(columns);
  }

  /**
   * A group whose members lie in one place.
   *
   * @param label of the group
   * @param entries of its members, by rising rows
   * @param vectors of length 1
   */
  record Group(int label, List<PoolEntry> entries, VectorBlock vectors) {}

  /** Looks at a group. */
  @FunctionalInterface
  interface Review<R extends Serializable> extends Serializable {
    R review(Group group);
  }

  private record Members(VectorPacket vectors, ArrayList<PoolEntry> entries)
      implements Serializable {}

  /** The rows of a range that are in groups, in the order of the rows. */
  private record Task(RangeRows rows, int[] labels, int[] receivers) implements Serializable {}

  /**
   * Reviews all groups.
   *
   * @param label of each row of the pool
   * @param rows of the groups
   * @return what the reviews returned, by rising labels
   */
  <R extends Serializable> List<R> review(int[] label, BitSet rows, Review<R> review) {
    int[] receiverOf = receivers(label, rows);
    int receivers = rows.stream().map(row -> receiverOf[label[row]] + 1).max().orElse(0);
    if (receivers == 0) {
      return List.of();
    }
    List<Task> tasks =
        run.pool().tasks(rows).stream()
            .map(task -> {
              int[] its = Arrays.stream(task.rows()).map(row -> label[row]).toArray();
              return new Task(task, its, Arrays.stream(its).map(i -> receiverOf[i]).toArray());
            })
            .toList();
    ArrayList<String> asked = columns;
    int dim = run.pool().dim();
    return run
        .runner()
        .<Task, Members, ArrayList<R>>exchange(
            "looking at groups",
            tasks,
            (task, outbox) -> {
              List<PoolEntry> entries = task.rows.entries(asked);
              PoolVectors vectors = task.rows.unitVectors();
              int most = Arrays.stream(task.receivers).max().orElse(0) + 1;
              VectorPacket.Sorter sorter = new VectorPacket.Sorter(most);
              for (int i = 0; i < task.labels.length; i++) {
                sorter.add(task.receivers[i], i, task.labels[i]);
              }
              sorter.send(
                  vectors,
                  false,
                  (receiver, packet) ->
                      outbox.send(
                          receiver, new Members(packet, entriesOf(entries, packet.rows()))));
            },
            receivers,
            (_, packets) -> review(packets, dim, review))
        .stream()
        .flatMap(List::stream)
        .toList();
  }

  private static ArrayList<PoolEntry> entriesOf(List<PoolEntry> entries, int[] rows) {
    ArrayList<PoolEntry> some = new ArrayList<>();
    int at = 0;
    for (int row : rows) {
      while (entries.get(at).row() != row) {
        at++;
      }
      some.add(entries.get(at));
    }
    return some;
  }

  private static <R extends Serializable> ArrayList<R> review(
      List<Members> packets, int dim, Review<R> review) {
    VectorPacket.Received received =
        VectorPacket.Received.of(packets.stream().map(Members::vectors).toList(), dim);
    List<PoolEntry> entries = packets.stream().flatMap(its -> its.entries.stream()).toList();
    List<R> results =
        IntStream.range(0, received.keys().length)
            .parallel()
            .mapToObj(i -> {
              int[] members = received.members()[i];
              return review.review(
                  new Group(
                      received.keys()[i],
                      Arrays.stream(members).mapToObj(entries::get).toList(),
                      received.vectors().vectors().select(members)));
            })
            .toList();
    return new ArrayList<>(results);
  }

  /** The receiver of each group by its label; groups go by rising labels, so receivers rise. */
  private static int[] receivers(int[] label, BitSet rows) {
    int[] sizes = new int[label.length];
    rows.stream().forEach(row -> sizes[label[row]]++);
    int[] receivers = new int[label.length];
    int receiver = 0;
    int filled = 0;
    for (int group = 0; group < sizes.length; group++) {
      if (sizes[group] > 0 && filled >= RECEIVER) {
        receiver++;
        filled = 0;
      }
      receivers[group] = receiver;
      filled += sizes[group];
    }
    return receivers;
  }
}
