package io.github.dino4j.search.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.KilledWriter;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Another process adds, replaces, deletes and commits, and is killed outright at random moments:
 * the index then holds what some commit made of it, and no commit that was reported is lost. {@code
 * benchmarks/kill-and-resume-index} does it oftener.
 */
class KilledIndexTest {
  private static final int KILLS = Integer.getInteger("index.kills", 3);
  private static final long SEED = Long.getLong("index.seed", 7);
  private static final int DIM = 24;
  private static final int IDS = 300;

  /** Its metadata say which commit was the last. */
  private static final String COUNTER = "counter";

  @TempDir Path folder;

  /** What commit {@code number} changes: the same in every process. */
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

  /** Changes the index of the first argument without end, and says each commit when it is done. */
  public static final class Writer {
    public static void main(String[] args) {
      Path place = Path.of(args[0]);
      VectorIndex index =
          IndexFolder.holdsIndex(place)
              ? IndexFolder.open(place, Access.WRITE, Vectors.described(DIM))
              : IndexFolder.create(
                  place, Vectors.described(DIM), IndexFolder.Kind.valueOf(args[1]));
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
  }

  private static long last(VectorIndex index) {
    return index.find(COUNTER).map(counter -> (Long) counter.metadata().get("commit")).orElse(0L);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "LUCENE"})
  void whatWasCommittedIsThereAndNothingElse(IndexFolder.Kind kind) throws Exception {
    Path place = folder.resolve("index");
    List<String> arguments = List.of(place.toString(), kind.name());
    new KilledWriter(Writer.class, arguments, folder.resolve("log"))
        .kill(KILLS, new Random(SEED), reported -> assertWhole(place, reported));
  }

  /** Turns the exact index of its argument into a graph. */
  public static final class Turner {
    public static void main(String[] args) {
      IndexFolder.turnIntoGraph(Path.of(args[0])).close();
    }
  }

  /** Killed while it becomes a graph, an exact index stays one, or is the whole graph. */
  @Test
  void anIndexThatTurnsIntoAGraphIsAlwaysWhole() throws Exception {
    Path place = folder.resolve("index");
    List<IndexedVector> vectors = Vectors.named(Vectors.clustered(4000, DIM, 20, SEED), DIM);
    Random random = new Random(SEED);
    for (int kill = 0; kill < KILLS; kill++) {
      if (!IndexFolder.holdsIndex(place) || IndexFolder.kind(place) == IndexFolder.Kind.LUCENE) {
        place = folder.resolve("index" + kill);
        try (VectorIndex exact =
            IndexFolder.create(place, Vectors.described(DIM), IndexFolder.Kind.EXACT)) {
          exact.add(vectors);
          exact.commit();
        }
      }
      Path log = folder.resolve("log" + kill);
      Process turner = new KilledWriter(Turner.class, List.of(place.toString()), log).start();
      while (turner.isAlive() && !hasGraphFiles(place)) {
        Thread.sleep(1);
      }
      turner.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS);
      turner.destroyForcibly().waitFor();
      assertHolds(place, vectors);
    }
    if (IndexFolder.kind(place) == IndexFolder.Kind.EXACT) {
      IndexFolder.turnIntoGraph(place).close();
    }
    assertThat(IndexFolder.kind(place)).isEqualTo(IndexFolder.Kind.LUCENE);
    assertHolds(place, vectors);
  }

  private static boolean hasGraphFiles(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("segments"));
    }
  }

  private static void assertHolds(Path place, List<IndexedVector> vectors) {
    try (VectorIndex index = IndexFolder.open(place, Access.READ, Vectors.described(DIM))) {
      Map<String, float[]> found = new TreeMap<>();
      index.forEach(each -> found.put(each.id(), each.vector()));
      assertThat(found).hasSize(vectors.size());
      for (IndexedVector vector : vectors) {
        assertThat(found.get(vector.id()))
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(UnitVectors.of(vector.vector(), DIM));
      }
    }
  }

  private static void assertWhole(Path place, List<Long> reported) {
    if (reported.isEmpty() && !IndexFolder.holdsIndex(place)) {
      return;
    }
    try (VectorIndex index = IndexFolder.open(place, Access.READ, Vectors.described(DIM))) {
      long last = last(index);
      long said = reported.isEmpty() ? 0 : reported.getLast();
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
}
