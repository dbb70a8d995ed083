package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.base.FileTree;
import io.github.dino4j.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Evaluations that a run ends with. */
class FinalEvaluationsTest {
  @TempDir private Path folder;
  private Path run;

  @BeforeEach
  void photos() throws IOException {
    ShapePhotos.draw(folder);
    run = folder.resolve("run");
  }

  private CommandRun pretrain(String... words) {
    List<Object> all = new ArrayList<>(List.of("pretrain", "--data", folder.resolve("train")));
    all.addAll(List.of("-o", run, "--config", "thumbnails"));
    all.addAll(PretrainCommandTest.SMALL);
    all.addAll(List.of(words));
    return CommandRun.of(all.toArray());
  }

  private CommandRun resume() {
    return CommandRun.of("pretrain", "-o", run, "--resume");
  }

  /** A line with the photos, which keeps features out of the user's own cache. */
  private String line(String protocol, String... settings) {
    return "%s --train '%s' --test '%s' --cache '%s' %s"
        .formatted(
            protocol,
            folder.resolve("train"),
            folder.resolve("test"),
            folder.resolve("cache"),
            String.join(" ", settings));
  }

  private Path report(String name) {
    return run.resolve("evaluation").resolve(name);
  }

  private static Object figures(Path report) throws IOException {
    return Objects.requireNonNull(
        Json.object(Files.readAllBytes(report.resolve("metrics.json"))).get("tests"));
  }

  @Test
  void theReportsAreThoseOfEvaluatingByHand() throws IOException {
    CommandRun trained =
        pretrain("--evaluate", line("knn", "k=3"), "--evaluate", line("knn", "k=5"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).contains("top-1, k = 3", "top-1, k = 5");
    for (int k : new int[] {3, 5}) {
      Path byHand = folder.resolve("by-hand-" + k);
      CommandRun evaluated =
          CommandRun.of(
              "evaluate",
              "knn",
              "--model",
              run,
              "--train",
              folder.resolve("train"),
              "--test",
              folder.resolve("test"),
              "--cache",
              folder.resolve("other-cache"),
              "-o",
              byHand,
              "k=" + k);
      assertThat(evaluated.code()).as(evaluated.err()).isZero();
      assertThat(figures(report(k == 3 ? "knn" : "knn-2"))).isEqualTo(figures(byHand));
    }
    assertThat(run.resolve("report.html"))
        .content()
        .contains(
            "<a href=\"evaluation/knn/index.html\">knn</a>: Nearest neighbours",
            "<a href=\"evaluation/knn-2/index.html\">",
            "top-1, k = 5");
  }

  @Test
  void aFinishedRunThatLacksAReportMakesItAndLeavesTheOthers() throws IOException {
    String linear = line("linear", "steps=20");
    assertThat(pretrain("--evaluate", line("knn", "k=3"), "--evaluate", linear).code()).isZero();
    Object before = figures(report("linear"));
    FileTree.delete(report("linear"));
    Files.delete(report("knn").resolve("index.html"));

    CommandRun resumed = resume();

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(figures(report("linear"))).isEqualTo(before);
    assertThat(report("knn").resolve("index.html")).doesNotExist();
    assertThat(resumed.out()).doesNotContain("k = 3");
  }

  @Test
  void oneThatFailsSaysSoAndTheOthersRun() throws IOException {
    CommandRun trained =
        pretrain("--evaluate", line("knn", "k=99"), "--evaluate", line("knn", "k=3"));

    assertThat(trained.code()).isEqualTo(1);
    assertThat(trained.err())
        .contains("\ndino4j: k=99: there are only 24 images to find neighbours among\n")
        .endsWith("dino4j: 1 of 2 evaluations failed; --resume tries them again\n");
    assertThat(report("knn")).doesNotExist();
    assertThat(report("knn-2").resolve("metrics.json")).exists();
    assertThat(run.resolve("teacher.safetensors")).exists();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "knnn --train train --test test | knnn is no protocol; they are knn, linear, ",
        "corrupt train | corrupt is no protocol",
        "'' | is no protocol",
        "knn --test test | there is nothing to learn from: name it with --train",
        "knn --train train | there is nothing to test on: name it with --test",
        "knn --train train --test test neighbours=3 | there is no such setting",
        "knn k=x --train train --test test | k=x is no number that fits",
        "knn --train train --test tset | tset: no such file or folder",
        "linear --train train --test test validation=other | other: no such file or folder",
        "linear --train train --test test head=other | other is no file, no folder and no released head",
        "linear --train train --test test rates=papr | rates=papr: it is one of code, paper",
        "knn --train train --test test --size 20 | is no multiple of the model's patch",
        "knn --train train --test test --model demo | --model and --output are those of the run",
        "knn --train train --test test --features x | leave --features away",
        "knn --train \"train --test test | a quotation mark is not closed",
      })
  void aWrongLineIsRefusedBeforeTraining(String line, String message) {
    String found =
        line.replaceAll("\\b(train|test)(?=\\s|$)", folder + "/$1")
            .replace("--" + folder + "/", "--");
    CommandRun refused = pretrain("--evaluate", found);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains(message);
    assertThat(run).doesNotExist();
  }

  @Test
  void aDryRunChecksThemToo() {
    assertThat(pretrain("--dry-run", "--evaluate", "knn --test x").err())
        .hasLineCount(1)
        .contains("nothing to learn from");
    CommandRun fine = pretrain("--dry-run", "--evaluate", line("knn"));
    assertThat(fine.code()).as(fine.err()).isZero();
    assertThat(fine.out()).contains("at_end:", "knn --train");
  }

  @Test
  void oneProcessOfSeveralEvaluates() throws IOException {
    CommandRun trained =
        pretrain("--workers", "2", "train.batch_size_per_gpu=2", "--evaluate", line("knn", "k=3"));

    assertThat(trained.code()).as(trained.err()).isZero();
    assertThat(trained.out()).containsOnlyOnce("top-1, k = 3");
    assertThat(report("knn").resolve("metrics.json")).exists();
  }
}
