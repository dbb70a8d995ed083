package io.github.dino4j.curate.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.curate.task.InProcessRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools that are none; pictures are not looked at. */
class BadInputTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /** Images in all directions. */
  private Path pool(String name, int images, int dim, String model) throws IOException {
    DrawnPool pool = new DrawnPool(folder.resolve(name), 1);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < images; i++) {
      float[] vector = DrawnPool.noisy(new float[dim], 1, random);
      pool.addRow(folder.resolve(name).resolve(i + ".png"), vector, 64);
    }
    return pool.write(folder.resolve(name + ".parquet"), model);
  }

  private Curation.Outcome run(String plan) {
    return new Curation(new InProcessRunner((_, _, _) -> {}), (_, _) -> 0.9f, 16)
        .run(Plan.parse("plan", plan), new RunFolder(folder.resolve("run")), _ -> {});
  }

  private void assertRefused(String plan, String message) {
    assertThatThrownBy(() -> run(plan))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    assertThat(folder.resolve("run/manifest.parquet")).doesNotExist();
  }

  @Test
  void featuresOfTwoModels() throws IOException {
    Path one = pool("one", 5, 8, "small");
    Path two = pool("two", 5, 8, "large");
    assertRefused(
        "{pool: [%s, %s], stages: [dedup]}".formatted(one, two), "two models, small and large");
  }

  @Test
  void aDimensionThatDiffers() throws IOException {
    Path one = pool("one", 5, 8, "small");
    Path two = pool("two", 5, 9, "small");
    assertRefused(
        "{pool: %s, sets: {t: %s}, stages: [{against: {sets: t}}]}".formatted(one, two),
        "cls of 8 values and cls of 9");
  }

  @Test
  void rowsThatAreNotFiniteUnlessAFilterTakesThem() throws IOException {
    DrawnPool pool = new DrawnPool(folder.resolve("nan"), 1);
    for (int i = 0; i < 20; i++) {
      float[] vector = DrawnPool.noisy(new float[8], 1, new Random(i));
      vector[3] = i == 17 ? Float.NaN : vector[3];
      pool.addRow(folder.resolve("nan/" + i + ".png"), vector, 64);
    }
    Path file = pool.write(folder.resolve("nan.parquet"), "small");
    assertRefused("{pool: %s, stages: [dedup]}".formatted(file), "cls of 17.png is not finite");
    Files.delete(folder.resolve("run/plan.yaml"));
    StageSummary filter =
        run("{pool: %s, stages: [{filter: {images: false}}, dedup]}".formatted(file))
            .stages()
            .getFirst();
    assertThat(filter.dropped()).containsOnlyKeys("invalid").containsValue(1L);
  }

  @Test
  void anEmptyPool() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused("{pool: %s, stages: [dedup]}".formatted(empty), "holds no part-*.parquet");
    assertRefused("{pool: [], stages: [dedup]}", "the pool is empty");
  }

  @Test
  void filesThatAreNoFeatures() throws IOException {
    Path text = Files.writeString(folder.resolve("a.txt"), "a");
    assertRefused("{pool: %s, stages: [dedup]}".formatted(text), "is no Parquet");
    Path broken = Files.writeString(folder.resolve("a.parquet"), "a");
    assertRefused("{pool: %s, stages: [dedup]}".formatted(broken), "a.parquet: ");
    assertRefused("{pool: gone.parquet, stages: [dedup]}", "gone.parquet: ");
  }

  @Test
  void aSeedSetThatRetrievesNothing() throws IOException {
    Path pool = pool("one", 40, 8, "small");
    Path seeds = pool("seeds", 2, 8, "small");
    assertRefused(
        "{pool: %s, sets: {s: %s}, stages: [{retrieve: {seeds: {s: {clusters: 4}}}}]}"
            .formatted(pool, seeds),
        "the seed set 's' retrieves nothing");
  }

  @Test
  void aColumnThatIsNotThere() throws IOException {
    Path pool = pool("one", 5, 8, "small");
    assertRefused(
        "{pool: %s, stages: [{filter: {scores: {nsfw: {above: 1}}}}]}".formatted(pool),
        "has no column 'nsfw'");
  }

  @Test
  void noImageThatStays() throws IOException {
    Path pool = pool("one", 5, 8, "small");
    assertRefused("{pool: %s, stages: [filter]}".formatted(pool), "filter leaves no image of 5");
  }

  /** The manifest holds what there is, and the summary says what is missing. */
  @Test
  void fewerImagesThanAskedFor() throws IOException {
    Path pool = pool("one", 60, 8, "small");
    Curation.Outcome outcome =
        run("{pool: %s, stages: [{sample: {size: 100, levels: [4]}}]}".formatted(pool));
    assertThat(outcome.images()).isEqualTo(60);
    assertThat(outcome.stages().getLast().counters())
        .containsEntry("asked_for", 100L)
        .containsEntry("missing", 40L);
  }
}
