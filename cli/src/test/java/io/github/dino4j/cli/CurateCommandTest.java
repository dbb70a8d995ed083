package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.data.parquet.ParquetTable;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of curation on drawn pictures, with tasks on Spark in this process. */
class CurateCommandTest {
  private static final int PICTURES = 40;

  @TempDir Path folder;
  private Path pictures;
  private Path run;

  /** Pictures, a copy of each of the first three, and one that is dark all over. */
  @BeforeEach
  void draw() throws IOException {
    pictures = Files.createDirectories(folder.resolve("pictures"));
    run = folder.resolve("run");
    for (int i = 0; i < PICTURES; i++) {
      Path file = pictures.resolve("%02d.png".formatted(i));
      ImageIO.write(picture(new Random(i)), "png", file.toFile());
      if (i < 3) {
        Files.copy(file, pictures.resolve("copy-%d.png".formatted(i)));
      }
    }
    BufferedImage dark = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    ImageIO.write(dark, "png", pictures.resolve("dark.png").toFile());
  }

  private static BufferedImage picture(Random random) {
    BufferedImage image = new BufferedImage(96, 96, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 12; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      int x = random.nextInt(80);
      int y = random.nextInt(80);
      if (random.nextBoolean()) {
        pen.fillOval(x, y, 8 + random.nextInt(60), 8 + random.nextInt(60));
      } else {
        pen.fillRect(x, y, 8 + random.nextInt(60), 8 + random.nextInt(60));
      }
    }
    pen.dispose();
    return image;
  }

  private static CommandRun run(Object... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private Path features() {
    Path features = folder.resolve("features.parquet");
    run("embed", pictures, "-o", features, "--model", "demo");
    return features;
  }

  private List<String> chosen() throws IOException {
    List<String> chosen = new ArrayList<>();
    try (ParquetTable manifest = new ParquetTable(run.resolve("manifest.parquet"))) {
      manifest.choose(List.of("path"));
      while (manifest.next()) {
        chosen.add(Path.of(String.valueOf(manifest.text("path"))).getFileName().toString());
      }
    }
    return chosen;
  }

  @Test
  void aFolderBecomesACleanOneThatTrainsAModel() throws IOException {
    Path links = folder.resolve("clean");

    CommandRun done =
        run(
            "curate",
            "run",
            "--images",
            pictures,
            "-o",
            run,
            "--model",
            "demo",
            "--link-to",
            links);

    List<String> chosen = chosen();
    assertThat(chosen).doesNotContain("dark.png").hasSizeLessThanOrEqualTo(PICTURES);
    for (int i = 0; i < 3; i++) {
      assertThat(chosen.contains("%02d.png".formatted(i)) && chosen.contains("copy-" + i + ".png"))
          .isFalse();
    }
    assertThat(done.out()).contains("%d images of %d".formatted(chosen.size(), PICTURES + 4));
    assertThat(run.resolve("report.html")).content().contains("dark.png", "copy-0.png");
    try (var linked = Files.list(links)) {
      assertThat(linked).hasSize(chosen.size()).allMatch(Files::isSymbolicLink);
    }
    CommandRun plan =
        run(
            "pretrain",
            "--data",
            run.resolve("manifest.parquet"),
            "-o",
            folder.resolve("model"),
            "--dry-run",
            "train.batch_size_per_gpu=8");
    assertThat(plan.out()).contains("over %d images".formatted(chosen.size()));
  }

  @Test
  void aPlanIsTriedDoneAndGoneOnWith() throws IOException {
    Path plan =
        Files.writeString(
            folder.resolve("plan.yaml"),
            """
            pool: %s
            stages:
              - filter
              - dedup: {threshold: 0.9999, keep: first}
              - sample: {size: 20, levels: [8, 4]}
            """
                .formatted(features()));

    CommandRun tried = run("curate", "run", plan, "-o", run, "--dry-run");
    assertThat(tried.out()).contains("44", "filter", "dedup", "sample");
    assertThat(run).doesNotExist();

    run("curate", "run", plan, "-o", run, "--master", "local[2]");
    byte[] manifest = Files.readAllBytes(run.resolve("manifest.parquet"));
    assertThat(chosen()).hasSize(20).doesNotContain("dark.png", "copy-0.png", "copy-1.png");

    CommandRun again = CommandRun.of("curate", "run", plan, "-o", run);
    assertThat(again.code()).isNotZero();
    assertThat(again.err()).contains("--resume").hasLineCount(1);

    Files.delete(run.resolve("manifest.parquet"));
    Files.delete(run.resolve("04-sample/stage.json"));
    run("curate", "run", plan, "-o", run, "--resume", "--master", "local[1]");
    assertThat(run.resolve("manifest.parquet")).hasBinaryContent(manifest);
  }

  @Test
  void imagesAreEmbeddedOnTheClusterToo() throws IOException {
    Path here = folder.resolve("here");
    for (Path output : List.of(run, here)) {
      Path plan =
          Files.writeString(
              folder.resolve(output.getFileName() + ".yaml"),
              """
              images: %s
              model: demo
              stages:
                - dedup: {threshold: 0.9999}
              """
                  .formatted(pictures));
      if (output.equals(run)) {
        run("curate", "run", plan, "-o", output, "--master", "local[1]");
      } else {
        run("curate", "run", plan, "-o", output);
      }
    }

    assertThat(run.resolve("features/part-00000.parquet")).exists();
    assertThat(here.resolve("features.parquet")).exists();
    assertThat(run.resolve("manifest.parquet"))
        .hasBinaryContent(Files.readAllBytes(here.resolve("manifest.parquet")));
    assertThat(chosen()).hasSize(PICTURES + 1);
  }

  @Test
  void aStageByItself() throws IOException {
    run("curate", "dedup", features(), "-o", run, "--threshold", "0.9999");

    assertThat(chosen()).hasSize(PICTURES + 1).contains("dark.png");
  }

  @Test
  void aThresholdByJudgedPairs() throws IOException {
    Path pairs =
        Files.writeString(
            folder.resolve("pairs.csv"),
            """
            path1,path2,same
            %1$s/00.png,%1$s/copy-0.png,1
            %1$s/01.png,%1$s/copy-1.png,1
            %1$s/02.png,%1$s/copy-2.png,1
            %1$s/03.png,%1$s/dark.png,0
            %1$s/04.png,%1$s/dark.png,0
            """
                .formatted(pictures));

    CommandRun done = run("curate", "calibrate", features(), "--pairs", pairs);

    assertThat(done.out()).contains("best F1", "precision 1.00", "recall 1.000");
  }

  @Test
  void aMasterThatIsNoneAndFeaturesThatAreNotThere() {
    Path features = features();
    CommandRun master =
        CommandRun.of("curate", "filter", features, "-o", run, "--master", "localhost:7077");
    assertThat(master.code()).isNotZero();
    assertThat(master.err()).contains("localhost:7077", "spark://HOST:7077").hasLineCount(1);

    CommandRun missing = CommandRun.of("curate", "filter", folder.resolve("none"), "-o", run);
    assertThat(missing.code()).isNotZero();
    assertThat(missing.err()).contains("none: no such file").hasLineCount(1);
  }
}
