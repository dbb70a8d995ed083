package io.github.dino4j.curate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.folder.GroupRow;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.curate.task.InProcessRunner;
import io.github.dino4j.curate.task.TaskRunner;
import io.github.dino4j.data.parquet.ParquetTable;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationTest {
  /** So small that a pool of some hundred images is cut into several. */
  private static final int RANGE = 37;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private String plan() throws IOException {
    Path pool = folder.resolve("pool.parquet");
    Path test = folder.resolve("test.parquet");
    Path seeds = folder.resolve("seeds.parquet");
    DrawnPool drawn = DrawnPool.usual(folder.resolve("pool"));
    float[] leaked = drawn.motif(0);
    drawn.add("leaked/a", leaked, 48, Color.GRAY).add("leaked/b", leaked, 50, Color.GRAY);
    drawn.write(pool, "tiny");
    DrawnPool tested = new DrawnPool(folder.resolve("test"), 2);
    tested.add("one", leaked, 48, Color.GRAY).add("two", tested.motif(30), 48, Color.GRAY);
    tested.write(test, "tiny");
    DrawnPool seeding = new DrawnPool(folder.resolve("seeds"), 3);
    for (int i = 0; i < 6; i++) {
      seeding.add("seed-" + i, seeding.motif(2 + i % 3), 48, Color.GRAY);
    }
    seeding.write(seeds, "tiny");
    return """
    pool: %s
    sets:
      test: %s
      animals: %s
    seed: 7
    stages:
      - filter
      - dedup: {threshold: 0.995, name: unique, list_size: 20}
      - against: {sets: test, threshold: 0.995}
      - leaks: {outliers: 0.02, labels: folder, drop: []}
      - retrieve: {from: leaks, seeds: {animals: {nearest: 5}}}
      - retrieve:
          name: alike
          from: leaks
          seeds: {animals: {clusters: 8, more_than: 1, each: 3}}
      - sample: {from: leaks, levels: [12, 4], size: 40, resamplings: 2, cap: {by: folder, most: 25}}
      - mix: {size: 40, sources: {retrieve: 1, sample: 2, animals: 1}}
    """
        .formatted(pool, test, seeds);
  }

  private static Curation.Outcome run(String plan, Path into, TaskRunner runner) {
    return new Curation(runner, (_, _) -> 0.995f, RANGE)
        .run(Plan.parse("plan", plan), new RunFolder(into), _ -> {});
  }

  private static TaskRunner inProcess() {
    return new InProcessRunner((_, _, _) -> {});
  }

  private static Map<String, byte[]> bytes(Path folder) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static void assertSame(Path one, Path other) throws IOException {
    Map<String, byte[]> expected = bytes(one);
    Map<String, byte[]> actual = bytes(other);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((name, content) -> assertThat(actual.get(name)).as(name).isEqualTo(content));
  }

  private static List<String> column(Path table, String column) throws IOException {
    List<String> values = new ArrayList<>();
    try (ParquetTable open = new ParquetTable(table)) {
      open.choose(List.of(column));
      while (open.next()) {
        values.add(String.valueOf(open.text(column)));
      }
    }
    return values;
  }

  @Test
  void aWholePlanAddsUpAndItsManifestHoldsWhatItSays() throws IOException {
    Curation.Outcome outcome = run(plan(), folder.resolve("run"), inProcess());

    List<StageSummary> stages = outcome.stages();
    assertThat(stages)
        .extracting(StageSummary::kind)
        .containsExactly(
            "filter",
            "dedup",
            "against",
            "leaks",
            "retrieve",
            "retrieve",
            "cluster",
            "sample",
            "mix");
    StageSummary filter = stages.get(0);
    assertThat(filter.in()).isEqualTo(120 + 12 * 3 + 10 + 2);
    assertThat(filter.dropped()).containsExactlyInAnyOrderEntriesOf(Map.of("dark", 5L, "tiny", 5L));
    StageSummary dedup = stages.get(1);
    assertThat(dedup.dropped()).containsExactlyEntriesOf(Map.of("duplicate", 12L * 3 + 1));
    StageSummary against = stages.get(2);
    assertThat(against.in()).isEqualTo(dedup.kept());
    assertThat(against.dropped()).containsExactlyEntriesOf(Map.of("leak", 1L));
    assertThat(against.kept()).isEqualTo(120);
    StageSummary mix = stages.get(8);
    assertThat(mix.kept()).isEqualTo(outcome.images());
    assertThat(mix.kept() + mix.counters().getOrDefault("missing", -1L)).isEqualTo(40);
    Path manifest = folder.resolve("run/manifest.parquet");
    List<String> paths = column(manifest, "path");
    assertThat(paths).hasSize((int) outcome.images()).doesNotHaveDuplicates();
    assertThat(paths).allMatch(path -> Files.exists(Path.of(path)));
    assertThat(column(manifest, "source")).containsOnly("retrieve/animals", "sample", "animals");
  }

  @Test
  void eachGroupKeepsItsLargestImageAndTellsWhichOne() throws IOException {
    run(plan(), folder.resolve("run"), inProcess());

    Path stage = folder.resolve("run/02-dedup");
    List<GroupRow> groups = GroupRow.read(stage.resolve("groups.parquet"));
    assertThat(groups).hasSize(13);
    assertThat(groups).filteredOn(group -> group.kept().endsWith("-3.png")).hasSize(12);
    assertThat(groups).allMatch(group -> group.diameter() <= group.leastSimilarity() + 1e-6);
    List<String> reasons = new ArrayList<>();
    List<String> kept = new ArrayList<>();
    for (int part = 0; part < 5; part++) {
      Path file = stage.resolve("part-%05d.parquet".formatted(part));
      reasons.addAll(column(file, "reason"));
      kept.addAll(column(file, "kept"));
    }
    assertThat(reasons).filteredOn("duplicate"::equals).hasSize(37);
    assertThat(kept).filteredOn(id -> id.endsWith("leaked/b.png")).hasSize(2);
  }

  /** Everything that is sent is serialized, and every task is run twice. */
  @Test
  void theSameBytesAsOnACluster() throws IOException {
    String plan = plan();
    run(plan, folder.resolve("here"), inProcess());
    run(plan, folder.resolve("there"), new SerializingRunner());
    assertSame(folder.resolve("here"), folder.resolve("there"));
  }

  /** Killed again and again, each time after a few more tasks. */
  @Test
  void aRunThatIsKilledGoesOnAndEndsWithTheSameBytes() throws IOException {
    String plan = plan();
    run(plan, folder.resolve("whole"), inProcess());
    int kills = 0;
    boolean done = false;
    while (!done) {
      try (TaskRunner runner = new SerializingRunner(5 + 6 * kills)) {
        run(plan, folder.resolve("killed"), runner);
        done = true;
      } catch (SerializingRunner.Killed _) {
        kills++;
      }
    }
    assertThat(kills).isGreaterThan(3);
    assertSame(folder.resolve("whole"), folder.resolve("killed"));
  }

  @Test
  void aRunOfAnotherPlanOrOtherFilesIsNotGoneOnWith() throws IOException {
    String plan = "pool: %s\nstages: [filter]\n".formatted(folder.resolve("pool.parquet"));
    plan();
    Path into = folder.resolve("run");
    run(plan, into, inProcess());
    assertThatThrownBy(() -> Curation.check(Plan.parse("p", plan), new RunFolder(into), false))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("--resume");
    Curation.check(Plan.parse("p", plan), new RunFolder(into), true);
    assertThatThrownBy(
            () -> Curation.check(Plan.parse("p", plan + "seed: 3\n"), new RunFolder(into), true))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("another plan");
    DrawnPool other = new DrawnPool(folder.resolve("other"), 1);
    other.add("a", other.motif(1), 40, Color.GRAY).write(folder.resolve("pool.parquet"), "tiny");
    assertThatThrownBy(() -> run(plan, into, inProcess()))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("other feature files");
  }
}
