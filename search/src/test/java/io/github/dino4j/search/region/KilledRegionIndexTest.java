package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.KilledWriter;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Another process adds, replaces and deletes images with their patches, commits and compacts, and
 * is killed outright at random moments: every image of the last commit is then found by its own
 * patches. {@code benchmarks/kill-and-resume-index} does it oftener.
 */
class KilledRegionIndexTest {
  private static final int KILLS = Integer.getInteger("index.kills", 3);
  private static final long SEED = Long.getLong("index.seed", 7);
  private static final int DIM = 16;
  private static final int IDS = 60;

  /** Bytes of a file: small, so that compaction has something to do. */
  private static final long FULL = 20_000;

  /** Its metadata say which commit was the last. */
  private static final String COUNTER = "counter";

  private static final RegionQuery QUERY = RegionQuery.of(Grids.random(2, 3, DIM, 1));

  @TempDir Path folder;

  /**
   * What commit {@code number} changes: the same in every process.
   *
   * @param added seeds of patches by id
   */
  private record Changes(Map<String, Long> added, List<String> deleted) {
    static Changes of(long number) {
      Random random = new Random(number);
      Map<String, Long> added = new TreeMap<>();
      for (int i = random.nextInt(15); i > 0; i--) {
        added.put("photos/" + random.nextInt(IDS), number * IDS + i);
      }
      List<String> deleted = new ArrayList<>();
      for (int i = random.nextInt(6); i > 0; i--) {
        deleted.add("photos/" + random.nextInt(IDS));
      }
      added.put(COUNTER, number);
      return new Changes(added, deleted);
    }
  }

  /** Changes the index of the first argument without end, and says each commit when it is done. */
  public static final class Writer {
    public static void main(String[] args) {
      Path place = Path.of(args[0]);
      IndexFolder.Kind kind = IndexFolder.Kind.valueOf(args[1]);
      VectorIndex images =
          IndexFolder.holdsIndex(place)
              ? IndexFolder.open(place, Access.WRITE, Vectors.described(DIM))
              : IndexFolder.create(place, Vectors.described(DIM), kind);
      RegionIndex regions =
          RegionIndex.openOrCreate(place, images, kind == IndexFolder.Kind.EXACT ? IDS : -1, FULL);
      for (long number = last(images) + 1; ; number++) {
        Changes changes = Changes.of(number);
        changes
            .added()
            .forEach((id, seed) ->
                regions.add(
                    new IndexedVector(id, Vectors.clustered(1, DIM, 3, seed), Map.of("seed", seed)),
                    Grids.random(DIM, seed)));
        regions.delete(changes.deleted());
        if (number % 4 == 0) {
          regions.compact();
        } else {
          regions.commit();
        }
        System.out.println(number);
      }
    }
  }

  private static long last(VectorIndex images) {
    return images.find(COUNTER).map(counter -> (Long) counter.metadata().get("seed")).orElse(0L);
  }

  @ParameterizedTest
  @EnumSource(names = {"EXACT", "LUCENE"})
  void imagesOfTheLastCommitAreFoundByTheirPatches(IndexFolder.Kind kind) throws Exception {
    Path place = folder.resolve("index");
    List<String> arguments = List.of(place.toString(), kind.name());
    new KilledWriter(Writer.class, arguments, folder.resolve("log"))
        .kill(KILLS, new Random(SEED), reported -> assertWhole(place, reported));
  }

  private static void assertWhole(Path place, List<Long> reported) {
    if (reported.isEmpty() && !RegionIndex.liesIn(place)) {
      return;
    }
    try (VectorIndex images = IndexFolder.open(place, Access.READ, Vectors.described(DIM));
        RegionIndex regions = RegionIndex.open(place, Access.READ, images)) {
      long last = last(images);
      long said = reported.isEmpty() ? 0 : reported.getLast();
      assertThat(last).isBetween(said, said + 1);
      Map<String, Long> expected = new TreeMap<>();
      for (long number = 1; number <= last; number++) {
        Changes changes = Changes.of(number);
        expected.putAll(changes.added());
        changes.deleted().forEach(expected::remove);
      }
      Map<String, Long> found = new TreeMap<>();
      for (RegionHit each : regions.search(QUERY, SearchOptions.nearest(2 * IDS))) {
        if (each.hit().metadata().get("seed") instanceof Long seed) {
          found.put(each.hit().id(), seed);
          double score = Grids.score(QUERY, Grids.random(DIM, seed));
          // Steps of 1/127 of the largest of 16 values.
          assertThat((double) each.hit().score()).isBetween(score - 0.01, score + 0.01);
        }
      }
      assertThat(found).isEqualTo(expected);
    }
  }
}
