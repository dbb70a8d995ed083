package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnnProtocolTest {
  @TempDir Path folder;
  private LabelledPhotos photos;

  /** Cats point to the right, dogs upwards; of four test images one lies among the others. */
  @BeforeEach
  void photos() {
    photos = new LabelledPhotos(folder);
    for (int i = 0; i < 4; i++) {
      photos.add("train/cat/%d.png".formatted(i), 1, 0.1f * i);
      photos.add("train/dog/%d.png".formatted(i), 0.1f * i, 1);
    }
    photos.add("test/cat/a.png", 2, 0.2f).add("test/cat/b.png", 1, 0.4f);
    photos.add("test/dog/c.png", 0, 3).add("test/dog/d.png", 5, 1);
  }

  private EvaluationReport run(String train, String test, String... settings) {
    KnnProtocol knn = new KnnProtocol();
    Request request =
        new Request(
            photos.sets(train),
            Request.tests(photos.sets(test)),
            folder.resolve("report"),
            knn.settings().with(List.of(settings)));
    ReadyFeatures features = ReadyFeatures.read(List.of(photos.write()));
    return knn.run(new Evaluation(features, new SilentListener()), request);
  }

  @Test
  void threeOfFourAreFound() throws Exception {
    EvaluationReport report = run("train", "test", "k=1,3");

    assertThat(report.figure("test", "top-1, k = 3").value()).isEqualTo(0.75);
    assertThat(Files.readString(folder.resolve("report/metrics.json")))
        .contains("\"top-1, k = 1\"", "\"value\" : 0.75");
    assertThat(Files.readString(folder.resolve("report/index.html")))
        .contains("dog, taken for cat", "top-1, k = 3");
  }

  @Test
  void defaultsAreCutToWhatThereIs() {
    photos.add("train/dog/9.png", 0, 1).add("train/dog/10.png", 0, 1);

    assertThat(run("train", "test").figures().firstEntry().getValue().keySet())
        .contains("top-1, k = 10")
        .doesNotContain("top-1, k = 20");
  }

  @Test
  void fewerImagesThanNeighboursAreTold() {
    assertThatThrownBy(() -> run("train", "test", "k=3,9"))
        .hasMessage("k=3,9: there are only 8 images to find neighbours among");
  }

  @Test
  void aClassThatOnlyTestHasIsTold() {
    photos.add("test/fox/e.png", 1, 1);

    assertThatThrownBy(() -> run("train", "test"))
        .hasMessage(
            "test: %s is of class fox, which no training image has"
                .formatted(folder.resolve("test/fox/e.png")));
  }

  @Test
  void imagesWithoutClassesAreTold() {
    photos.add("loose/x.png", 1, 0).add("loose/y.png", 0, 1);

    assertThatThrownBy(() -> run("loose", "test"))
        .hasMessageContaining("nothing tells classes apart");
  }
}
