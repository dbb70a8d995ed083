package io.github.dino4j.curate.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.WholeFile;
import io.github.dino4j.curate.folder.Decision;
import io.github.dino4j.curate.folder.GroupRow;
import io.github.dino4j.curate.folder.PartWriter;
import io.github.dino4j.curate.folder.RunFolder;
import io.github.dino4j.curate.folder.StageFolder;
import io.github.dino4j.curate.folder.StageSummary;
import io.github.dino4j.data.parquet.ParquetTableWriter;
import io.github.dino4j.data.parquet.TableColumn;
import io.github.dino4j.data.parquet.TableColumn.Kind;
import io.github.dino4j.image.picture.PictureFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurationReportTest {
  private static final List<TableColumn> GROUPED =
      List.of(
          TableColumn.nullable("group", Kind.LONG),
          TableColumn.nullable("kept", Kind.TEXT),
          TableColumn.nullable("similarity", Kind.FLOAT));
  private static final List<TableColumn> AGAINST =
      List.of(
          TableColumn.nullable("set", Kind.TEXT),
          TableColumn.nullable("nearest", Kind.TEXT),
          TableColumn.nullable("similarity", Kind.FLOAT));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private RunFolder run = new RunFolder(Path.of("run"));

  @BeforeEach
  void inFolder() {
    run = new RunFolder(folder.resolve("run"));
  }

  private String picture(String name) {
    Path file = folder.resolve(name + ".png");
    PictureFile.write(new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB), file);
    return file.toString();
  }

  private static void finish(
      StageFolder stage, String kind, String from, long kept, Map<String, Long> dropped) {
    long gone = dropped.values().stream().mapToLong(Long::longValue).sum();
    stage.finish(
        new StageSummary(
            kind, kind, from, kept + gone, kept, dropped, Map.of("dark", "0.95"), Map.of(), "m"));
  }

  private void filter(int dark) {
    StageFolder stage = run.stage(1, "filter");
    try (PartWriter part =
        new PartWriter(stage.part(0), List.of(TableColumn.nullable("dark", Kind.FLOAT)))) {
      part.write("light", picture("light"), Decision.keep(List.of(0.1f)));
      for (int i = 0; i < dark; i++) {
        String path = i == 0 ? picture("<dark>") : folder.resolve("none-" + i).toString();
        part.write("<dark> " + i, path, Decision.drop("dark", List.of(0.97f)));
      }
      part.commit();
    }
    finish(stage, "filter", "pool", 1, Map.of("dark", (long) dark));
  }

  private String write(SequencedMap<String, List<Path>> sets) throws IOException {
    new CurationReport(run, sets).write();
    return Files.readString(run.report());
  }

  @Test
  void showsWhatAFilterTookWithMeasureAndThreshold() throws IOException {
    filter(2);
    String page = write(new LinkedHashMap<>());
    assertThat(page)
        .contains("1 of 3 (33.3 %); without 2 dark")
        .contains("2 images: part of nearly black pixels, at least 0.95")
        .contains("<b>0.970</b> &lt;dark&gt; 0")
        .contains("alt=\"&lt;dark&gt;.png\"")
        .doesNotContain("<dark>");
  }

  @Test
  void anImageThatIsGoneIsABox() throws IOException {
    filter(2);
    assertThat(write(new LinkedHashMap<>())).containsOnlyOnce("<div class=\"gone\">gone</div>");
  }

  @Test
  void asksNothingOfOtherPlaces() throws IOException {
    filter(2);
    assertThat(write(new LinkedHashMap<>()).split("(src|href)=\""))
        .filteredOn(part -> part.startsWith("http") || part.startsWith("//"))
        .isEmpty();
  }

  @Test
  void manyImagesGoToAPageOfTheirOwnAndNeverAll() throws IOException {
    filter(500);
    String page = write(new LinkedHashMap<>());
    String more = Files.readString(run.path().resolve("report/01-filter.html"));
    assertThat(page).contains("href=\"report/01-filter.html\"");
    assertThat(page.split("<figure", -1)).hasSize(1 + 24);
    assertThat(more.split("<figure", -1)).hasSize(1 + 60);
    assertThat(write(new LinkedHashMap<>())).isEqualTo(page);
  }

  @Test
  void marksTheImageOfAGroupThatStaysAndShowsTheLeastAlikeNext() throws IOException {
    StageFolder stage = run.stage(1, "dedup");
    try (PartWriter part = new PartWriter(stage.part(0), GROUPED)) {
      part.write("near", "", Decision.drop("duplicate", List.of(7L, "best", 0.99f)));
      part.write("far", "", Decision.drop("duplicate", List.of(7L, "best", 0.91f)));
      part.write("alone", "", Decision.keep(Arrays.asList(null, null, null)));
      part.write("best", "", Decision.keep(Arrays.asList(7L, "best", null)));
      part.commit();
    }
    GroupRow.write(stage.groups(), List.of(new GroupRow(7, 3, 0.9f, 0.85f, "best")));
    finish(stage, "dedup", "pool", 2, Map.of("duplicate", 2L));
    assertThat(write(new LinkedHashMap<>()))
        .contains("3 images: cosine of its pairs at least 0.900, of any two 0.850")
        .contains("1 group, 3 images, of which 1 stays")
        .containsPattern(
            "(?s)<figure class=\"stays\">.{0,99}<b>stays</b> best.*?<b>0.910</b> far.*?<b>0.990</b> near")
        .doesNotContain("alone");
  }

  @Test
  void findsTheImagesOfOtherSetsByTheirIds() throws IOException {
    StageFolder stage = run.stage(1, "against");
    try (PartWriter part = new PartWriter(stage.part(0), AGAINST)) {
      part.write("a", "", Decision.drop("leak", List.of("test", "same id", 0.9f)));
      part.commit();
    }
    finish(stage, "against", "pool", 0, Map.of("leak", 1L));
    SequencedMap<String, List<Path>> sets = new LinkedHashMap<>();
    sets.put("pool", List.of(features("pool", picture("of-pool"))));
    sets.put("test", List.of(features("test", picture("of-test"))));
    assertThat(write(sets)).contains("alt=\"of-test.png\"").doesNotContain("of-pool");
  }

  private Path features(String name, String path) {
    Path file = folder.resolve(name + ".parquet");
    List<TableColumn> columns =
        List.of(TableColumn.required("id", Kind.TEXT), TableColumn.required("path", Kind.TEXT));
    try (ParquetTableWriter table =
        new ParquetTableWriter(new WholeFile(file), "features", columns, Map.of())) {
      table.write("same id", path);
      table.commit();
    }
    return file;
  }

  @Test
  void drawsSeedsWithWhatTheyBrought() throws IOException {
    StageFolder stage = run.stage(1, "retrieve");
    List<TableColumn> columns =
        List.of(
            TableColumn.nullable("seed_set", Kind.TEXT),
            TableColumn.nullable("seed", Kind.TEXT),
            TableColumn.nullable("score", Kind.FLOAT),
            TableColumn.nullable("cluster", Kind.INT));
    try (PartWriter part = new PartWriter(stage.part(0), columns)) {
      for (int i = 0; i < 100; i++) {
        part.write(
            "image " + i,
            "",
            Decision.keep(Arrays.asList("birds", "seed " + i % 50, 0.5f + 0.001f * i, null)));
      }
      part.write("far", "", Decision.drop("not-chosen", Arrays.asList(null, null, null, null)));
      part.commit();
    }
    finish(stage, "retrieve", "pool", 100, Map.of("not-chosen", 1L));
    write(new LinkedHashMap<>());
    String more = Files.readString(run.path().resolve("report/01-retrieve.html"));
    assertThat(more.split("brought 2<", -1)).hasSize(1 + 24); // both images of each seed drawn
    assertThat(more).doesNotContain("far");
  }

  @Test
  void countsClustersBeforeAndAfterSampling() throws IOException {
    StageFolder stage = run.stage(1, "sample");
    List<TableColumn> columns =
        List.of(
            TableColumn.required("cluster_1", Kind.INT),
            TableColumn.required("cluster_2", Kind.INT),
            TableColumn.required("distance", Kind.FLOAT));
    try (PartWriter part = new PartWriter(stage.part(0), columns)) {
      for (int i = 0; i < 10; i++) {
        List<Object> scores = List.of(i < 9 ? 0 : 1, 0, 0.1f * (9 - i));
        part.write(
            "image " + i,
            "",
            i < 3 || i == 9
                ? Decision.keep(List.copyOf(scores))
                : Decision.drop("x", List.copyOf(scores)));
      }
      part.commit();
    }
    finish(stage, "sample", "pool", 4, Map.of("x", 6L));
    assertThat(write(new LinkedHashMap<>()))
        .contains("1 cluster, 9 images, of which 3 stay")
        .contains("1 cluster, 1 image, of which 1 stays")
        .contains("cluster 0: 9 images, 3 stay")
        .containsPattern("(?s)<b>0.100</b> image 8.*?<b>0.200</b> image 7");
  }
}
