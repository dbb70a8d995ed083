package io.github.dino4j.search.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.KilledWriter;
import io.github.dino4j.search.NumberedCommits;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @TempDir Path folder;

  /** Changes the index of the first argument without end, and says each commit when it is done. */
  public static final class Writer {
    public static void main(String[] args) {
      Path place = Path.of(args[0]);
      NumberedCommits.makeWithoutEnd(
          IndexFolder.holdsIndex(place)
              ? IndexFolder.open(place, Access.WRITE, NumberedCommits.DESCRIPTION)
              : IndexFolder.create(
                  place, NumberedCommits.DESCRIPTION, IndexFolder.Kind.valueOf(args[1])));
    }
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
    try (VectorIndex index = IndexFolder.open(place, Access.READ, NumberedCommits.DESCRIPTION)) {
      NumberedCommits.assertWhole(index, reported);
    }
  }
}
