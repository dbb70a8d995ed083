package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Commits that are the same in every process, so that what an index holds says which was its last,
 * and whether it is whole: for indexes whose writer is killed.
 */
public final class NumberedCommits {
  private static final int DIM = 24;
  private static final int IDS = 300;

  /** Of the indexes that hold them. */
  public static final IndexDescription DESCRIPTION = Vectors.described(DIM);

  /** Its metadata say which commit was the last. */
  private static final String COUNTER = "counter";

  private NumberedCommits() {}

  /** What commit {@code number} changes. */
  private record Changes(List<IndexedVector> added, List<String> deleted) {
    static Changes of(long number) {
      Random random = new Random(number);
      List<IndexedVector> added = new ArrayList<>();
      for (int i = random.nextInt(80); i >= 0; i--) {
        float[] vector = new float[DIM];
        for (int d = 0; d < DIM; d++) {
          vector[d] = (float) random.nextGaussian();
        }
        String id = i == 0 ? COUNTER : "photos/" + random.nextInt(IDS);
        added.add(new IndexedVector(id, vector, Map.of("commit", number)));
      }
      List<String> deleted = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        deleted.add("photos/" + random.nextInt(IDS));
      }
      return new Changes(added, deleted);
    }
  }

  /** Makes one after the other without end, and prints the number of each when it is done. */
  public static void makeWithoutEnd(VectorIndex index) {
    for (long number = last(index) + 1; ; number++) {
      Changes changes = Changes.of(number);
      index.add(changes.added());
      index.delete(changes.deleted());
      if (number % 10 == 0) {
        index.optimize();
      } else {
        index.commit();
      }
      System.out.println(number);
    }
  }

  private static long last(VectorIndex index) {
    return index.find(COUNTER).map(counter -> (Long) counter.metadata().get("commit")).orElse(0L);
  }

  /** Holds if the index is what a commit made of it, and none that was printed is lost. */
  public static void assertWhole(VectorIndex index, List<Long> printed) {
    long last = last(index);
    long said = printed.isEmpty() ? 0 : printed.getLast();
    assertThat(last).isBetween(said, said + 1);
    Map<String, IndexedVector> expected = new TreeMap<>();
    for (long number = 1; number <= last; number++) {
      Changes changes = Changes.of(number);
      changes.added().forEach(added -> expected.put(added.id(), added));
      changes.deleted().forEach(expected::remove);
    }
    Map<String, IndexedVector> found = new TreeMap<>();
    index.forEach(each -> found.put(each.id(), each));
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    expected.forEach((id, wanted) -> {
      IndexedVector kept = found.getOrDefault(id, wanted);
      assertThat(kept.metadata()).isEqualTo(wanted.metadata());
      // Scaled to length 1, once when it is added and perhaps once when it is read.
      assertThat(kept.vector())
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(UnitVectors.of(wanted.vector(), DIM));
    });
  }
}
