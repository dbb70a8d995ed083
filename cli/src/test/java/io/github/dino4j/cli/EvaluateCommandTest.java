package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From labelled photos to a head, and from the head to labels of new photos. */
class EvaluateCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void photos() throws IOException {
    ShapePhotos.draw(folder);
  }

  private CommandRun evaluate(String protocol, String report, String... settings) {
    String[] arguments = {
      "evaluate", protocol,
      "--model", "demo",
      "--cache", path("cache"),
      "--train", path("train"),
      "--test", path("test"),
      "-o", path(report)
    };
    String[] all = new String[arguments.length + settings.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(settings, 0, all, arguments.length, settings.length);
    return CommandRun.of(all);
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void neighboursNameColours() {
    CommandRun run = evaluate("knn", "knn", "k=3");

    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("top-1, k = 3", "100.0", path("knn"));
    assertThat(folder.resolve("knn/metrics.json")).exists();
  }

  @Test
  void settingsMayStandBehindInputs() {
    CommandRun run =
        CommandRun.of(
            "evaluate",
            "knn",
            "--model",
            "demo",
            "--cache",
            path("cache"),
            "-o",
            path("knn"),
            "--train",
            path("train"),
            "--test",
            "shapes=" + path("test"),
            "k=3");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("shapes", "top-1, k = 3").doesNotContain("k = 10");
  }

  @Test
  void aTrainedHeadLabelsNewPhotos() throws IOException {
    assertThat(evaluate("linear", "linear", "steps=60").code()).isZero();

    CommandRun run =
        CommandRun.of("classify", path("test"), "--head", path("linear"), "-o", path("labels.csv"));

    assertThat(run.code()).isZero();
    assertThat(Files.readAllLines(folder.resolve("labels.csv")))
        .hasSize(25)
        .startsWith("id,path,label,probability,label_2,probability_2")
        .filteredOn(line -> line.startsWith("disc/"))
        .hasSize(12)
        .allMatch(line -> line.split(",")[2].equals("disc"));
  }

  @Test
  void whatDoesNotFitIsToldInOneLine() {
    assertThat(evaluate("knn", "x", "k=99").err())
        .endsWith("dino4j: k=99: there are only 24 images to find neighbours among\n");
    assertThat(evaluate("knn", "x", "neighbours=3").err())
        .contains("settings are key=value, with the keys k, temperature, shots, tries");
    assertThat(evaluate("knn", "x", "--test", path("test"), "k=x").err())
        .contains("k=x is no number that fits");
    assertThat(evaluate("knn", "x", "--test", path("test"), "neighbours=3").err())
        .contains("neighbours=3: there is no such setting and no such input");
    assertThat(CommandRun.of("evaluate").err()).contains("a protocol is missing: knn, linear, ");
  }
}
