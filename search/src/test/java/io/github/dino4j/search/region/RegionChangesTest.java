package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.FileTree;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.Vectors;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.folder.IndexFolder.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** Any sequence of changes leaves what the commits in it say, and nothing of what they do not. */
class RegionChangesTest {
  private static final int DIM = 8;
  private static final int IDS = 6;
  private static final RegionQuery QUERY = RegionQuery.of(Grids.random(2, 2, DIM, 99));

  /** What may happen to an index. */
  enum Kinds {
    ADD,
    DELETE,
    DESCRIBE,
    COMMIT,
    COMPACT,
    OPTIMIZE,
    REOPEN
  }

  /**
   * @param id which image, where it is about one
   * @param grid seed of its patches
   */
  record Change(Kinds kind, int id, long grid) {}

  @Provide
  Arbitrary<Change> changes() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(8, Kinds.ADD),
                Tuple.of(3, Kinds.DELETE),
                Tuple.of(1, Kinds.DESCRIBE),
                Tuple.of(3, Kinds.COMMIT),
                Tuple.of(2, Kinds.COMPACT),
                Tuple.of(1, Kinds.OPTIMIZE),
                Tuple.of(1, Kinds.REOPEN)),
            Arbitraries.integers().between(0, IDS - 1),
            Arbitraries.longs().between(0, 50))
        .as(Change::new);
  }

  @Property(tries = 40)
  void commitsAreWhatIsFound(
      @ForAll @Size(max = 40) List<@From("changes") Change> changes, @ForAll boolean isExact)
      throws IOException {
    Path folder = Files.createTempDirectory("regions");
    try {
      run(folder, isExact ? Kind.EXACT : Kind.LUCENE, changes);
    } finally {
      FileTree.delete(folder);
    }
  }

  private static void run(Path folder, Kind kind, List<Change> changes) {
    Map<String, Long> committed = new TreeMap<>();
    Map<String, Long> pending = new HashMap<>();
    VectorIndex images = IndexFolder.create(folder, Vectors.described(DIM), kind);
    RegionIndex regions = open(folder, images, kind);
    try {
      for (Change change : changes) {
        String id = "id" + change.id();
        switch (change.kind()) {
          case ADD -> {
            regions.add(image(id, change.grid()), Grids.random(DIM, change.grid()));
            pending.put(id, change.grid());
          }
          case DELETE -> {
            regions.delete(List.of(id));
            pending.remove(id);
          }
          case DESCRIBE -> {
            // As metadata change alone: what is found stays. Only of what has no other change.
            if (pending.equals(committed)) {
              images.add(images.find(id).stream().toList());
            }
          }
          case COMMIT -> regions.commit();
          case COMPACT -> regions.compact();
          case OPTIMIZE -> regions.optimize();
          case REOPEN -> {
            regions.close();
            images.close();
            images = IndexFolder.open(folder, Access.WRITE, Vectors.described(DIM));
            regions = open(folder, images, kind);
            pending = new HashMap<>(committed);
          }
        }
        if (List.of(Kinds.COMMIT, Kinds.COMPACT, Kinds.OPTIMIZE).contains(change.kind())) {
          committed.clear();
          committed.putAll(pending);
        }
        assertFound(regions, committed);
      }
      regions.compact();
      regions.close();
      images.close();
      images = IndexFolder.open(folder, Access.READ, Vectors.described(DIM));
      regions = RegionIndex.open(folder, Access.READ, images);
      assertFound(regions, pending);
      assertThat(regions.pooledSize()).isEqualTo(pooled(pending));
      assertThat(folder.resolve("patches/unclean")).doesNotExist();
    } finally {
      regions.close();
      images.close();
    }
  }

  private static RegionIndex open(Path folder, VectorIndex images, Kind kind) {
    return RegionIndex.openOrCreate(folder, images, kind == Kind.EXACT ? IDS : -1, 1_000);
  }

  private static IndexedVector image(String id, long grid) {
    return new IndexedVector(id, Vectors.clustered(1, DIM, 3, grid), Map.of("grid", grid));
  }

  /** Every image with the score of the patches that it was added with last. */
  private static void assertFound(RegionIndex regions, Map<String, Long> expected) {
    Map<String, Long> all = found(regions.search(QUERY, SearchOptions.nearest(100)));
    assertThat(all).isEqualTo(new TreeMap<>(expected));
    int most = expected.size() - 1;
    if (most > 0) {
      // One candidate less than there are images, so that pooled regions choose them.
      Map<String, Long> few = found(regions.search(QUERY, SearchOptions.nearest(most), most));
      assertThat(few).hasSize(most);
      assertThat(expected).containsAllEntriesOf(few);
    }
  }

  private static Map<String, Long> found(List<RegionHit> hits) {
    Map<String, Long> found = new TreeMap<>();
    for (RegionHit hit : hits) {
      long grid = (Long) Objects.requireNonNull(hit.hit().metadata().get("grid"));
      found.put(hit.hit().id(), grid);
      double score = Grids.score(QUERY, Grids.random(DIM, grid));
      // Steps of 1/127 of the largest of only eight values.
      assertThat((double) hit.hit().score()).isBetween(score - 0.012, score + 0.012);
    }
    return found;
  }

  /** How many pooled regions these images have. */
  private static long pooled(Map<String, Long> images) {
    return images.values().stream()
        .mapToLong(grid -> PooledRegions.of(Grids.random(DIM, grid).unit()).size())
        .sum();
  }
}
