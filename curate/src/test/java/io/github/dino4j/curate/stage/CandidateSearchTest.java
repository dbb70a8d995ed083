package io.github.dino4j.curate.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.curate.VectorBlock;
import io.github.dino4j.curate.dedup.DedupOptions;
import io.github.dino4j.curate.dedup.NearDuplicates;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.pool.Pool;
import io.github.dino4j.curate.task.InProcessRunner;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureFile;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureWriter;
import io.github.dino4j.data.feature.ImageEntry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CandidateSearchTest {
  private static final int DIM = 16;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static VectorBlock vectors() {
    Random random = new Random(3);
    float[] values = new float[700 * DIM];
    for (int i = 0; i < 700; i++) {
      for (int d = 0; d < DIM; d++) {
        boolean copy = i % 7 == 3;
        float of = copy ? values[(i - 3) * DIM + d] : 0;
        values[i * DIM + d] = of + (float) (random.nextGaussian() * (copy ? 0.05 : 1));
      }
    }
    return new VectorBlock(values, DIM);
  }

  private Pool pool(VectorBlock vectors) {
    Path file = folder.resolve("pool.parquet");
    try (FeatureWriter writer = FeatureFile.write(file, Map.of())) {
      for (int i = 0; i < vectors.size(); i++) {
        writer.write(
            FeatureRow.of(
                new ImageEntry("id" + i, "path" + i, 1, 1),
                "cls",
                FeatureArray.vector(vectors.vector(i))));
      }
      writer.commit();
    }
    SequencedMap<String, List<Path>> sets = new LinkedHashMap<>();
    sets.put(Pool.POOL, List.of(file));
    return Pool.open(sets, "", 100);
  }

  /** The lists, the pairs and so the groups are those of the search in memory. */
  @Test
  void findsByTasksWhatTheSearchInMemoryFinds() {
    VectorBlock vectors = vectors();
    Pool pool = pool(vectors);
    DedupOptions options = DedupOptions.of(0.97f, 5).withListSize(20, 100);
    StageRun run =
        new StageRun(
            new InProcessRunner((_, _, _) -> {}),
            pool,
            pool.rows(Pool.POOL),
            new StageFolder(folder.resolve("01-dedup")),
            Map.of(),
            (_, _) -> 0,
            5);
    NearDuplicates.Result inMemory = NearDuplicates.search(vectors.normalized(), options);
    CandidateSearch.Found found =
        new CandidateSearch(run, options, false).search(pool.rows(Pool.POOL));
    assertThat(found.label()).isEqualTo(inMemory.components().label());
    assertThat(inMemory.components().groups().length).isEqualTo(100);
    assertThat(found.counters())
        .containsEntry("lists", (long) inMemory.counters().lists())
        .containsEntry("comparisons", inMemory.counters().comparisons())
        .containsEntry("pairs", inMemory.counters().pairs());
    CandidateSearch.Found half =
        new CandidateSearch(run, options, true).search(pool.rows(Pool.POOL));
    assertThat(half.label()).isEqualTo(inMemory.components().label());
  }
}
