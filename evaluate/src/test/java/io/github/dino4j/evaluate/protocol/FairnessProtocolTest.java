package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FairnessProtocolTest {
  @TempDir Path folder;

  /** Northern cats are found, one of two southern ones is not. */
  private EvaluationReport run(String... settings) throws IOException {
    LabelledPhotos photos = new LabelledPhotos(folder);
    for (int i = 0; i < 20; i++) {
      photos.add("train/cat/%d.png".formatted(i), 1, 0.01f * i);
      photos.add("train/dog/%d.png".formatted(i), 0.01f * i, 1);
    }
    photos.add("test/a.png", 1, 0).add("test/b.png", 1, 0.1f).add("test/c.png", 1, 0.2f);
    photos.add("test/d.png", 0, 1);
    Files.writeString(
        folder.resolve("test.csv"),
        """
        path,label,place,income
        test/a.png,cat,north,30
        test/b.png,cat,north,500
        test/c.png,cat,south,9000
        test/d.png,cat,south,
        """);
    FairnessProtocol fairness = new FairnessProtocol();
    Request request =
        new Request(
            photos.sets("train"),
            Request.tests(List.of("all=" + folder.resolve("test.csv"))),
            folder.resolve("report"),
            fairness.settings().with(List.of(settings)));
    ReadyFeatures features = ReadyFeatures.read(List.of(photos.write()));
    return fairness.run(new Evaluation(features, new SilentListener()), request);
  }

  @Test
  void theGapIsBetweenTheGroupsOfAColumn() throws IOException {
    EvaluationReport report = run("group=place");

    assertThat(report.figure("all", "top-1 by place").value()).isEqualTo(0.75);
    assertThat(report.figure("all", "top-1 by place: gap of best and worst").value())
        .isEqualTo(0.5);
    assertThat(Files.readString(folder.resolve("report/index.html"))).contains("north", "south");
  }

  @Test
  void incomesAreCutIntoBuckets() throws IOException {
    run("group=income:income");

    assertThat(Files.readString(folder.resolve("report/index.html")))
        .contains("low", "medium", "high", "1 images have no group");
  }

  @Test
  void categoriesAreCountedAmongLikelyClasses() throws IOException {
    Path map = folder.resolve("map.json");
    Files.writeString(map, "{\"Feline\": [\"cat\"], \"Canine\": [\"dog\"]}");

    EvaluationReport report = run("kind=association", "group=place", "map=" + map);

    assertThat(report.figure("all", "Feline by place").value()).isEqualTo(0.75);
    assertThat(report.figure("all", "Canine by place").value()).isEqualTo(0.25);
    assertThat(report.figure("all", "Canine by place: gap of best and worst").value())
        .isEqualTo(0.5);
  }

  @Test
  void aColumnThatIsNotThereIsTold() {
    assertThatThrownBy(() -> run("group=region"))
        .hasMessage("no image has a group: is the column spelled as in the manifest?");
  }
}
