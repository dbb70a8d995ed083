package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Linear and logistic classifiers on two clouds of points that a line tells apart. */
class LinearProtocolTest {
  @TempDir Path folder;
  private LabelledPhotos photos;

  @BeforeEach
  void photos() {
    photos = new LabelledPhotos(folder);
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      for (String set : List.of("train", "validation", "test")) {
        photos.add("%s/cat/%d.png".formatted(set, i), near(random, 1), near(random, -1));
        photos.add("%s/dog/%d.png".formatted(set, i), near(random, -1), near(random, 1));
      }
    }
  }

  private static float near(Random random, double mean) {
    return (float) (mean + 0.3 * random.nextGaussian());
  }

  private EvaluationReport run(Protocol protocol, String report, String... settings) {
    return run(protocol, photos.sets("train"), "test", report, settings);
  }

  private EvaluationReport run(
      Protocol protocol, List<String> train, String test, String report, String... settings) {
    Request request =
        new Request(
            train,
            Request.tests(photos.sets(test)),
            folder.resolve(report),
            protocol.settings().with(List.of(settings)));
    ReadyFeatures features = ReadyFeatures.read(List.of(photos.write()));
    return protocol.run(new Evaluation(features, new SilentListener()), request);
  }

  private double top1(EvaluationReport report) {
    return report.figure("test", "top-1").value();
  }

  @Test
  void aHeadIsTrainedKeptAndUsedAgain() {
    String validation = "validation=" + photos.set("validation");
    EvaluationReport trained = run(new LinearProtocol(), "first", validation, "steps=200");
    EvaluationReport again = run(new LinearProtocol(), "second", "head=" + folder.resolve("first"));

    assertThat(top1(trained)).isEqualTo(1);
    assertThat(again.figures()).isEqualTo(trained.figures());
  }

  @Test
  void aHeadNamesClassesWithoutTrainingImages() {
    EvaluationReport trained = run(new LinearProtocol(), "first", "steps=200");
    String head = "head=" + folder.resolve("first");
    EvaluationReport again = run(new LinearProtocol(), List.of(), "test", "second", head);

    assertThat(again.figures()).isEqualTo(trained.figures());
  }

  /** As the folders of ImageNet V2 are called. */
  @Test
  void aTestSetMayCallClassesByTheirNumbers() {
    run(new LinearProtocol(), "first", "steps=200");
    for (int i = 0; i < 3; i++) {
      photos.add("v2/0/%d.png".formatted(i), 1, -1).add("v2/1/%d.png".formatted(i), -1, 1);
    }
    String head = "head=" + folder.resolve("first");
    EvaluationReport report = run(new LinearProtocol(), List.of(), "v2", "second", head);

    assertThat(report.figure("v2", "top-1").value()).isEqualTo(1);
  }

  @Test
  void aTestSetOfSomeClassesIsChosenAmongThose() {
    run(new LinearProtocol(), "first", "steps=200");
    for (int i = 0; i < 3; i++) {
      photos.add("some/dog/%d.png".formatted(i), 1, -1); // they look like cats
    }
    String head = "head=" + folder.resolve("first");
    EvaluationReport all = run(new LinearProtocol(), List.of(), "some", "second", head);
    EvaluationReport subset =
        run(new LinearProtocol(), List.of(), "some", "third", head, "subset=true");

    assertThat(all.figure("some", "top-1").value()).isZero();
    assertThat(subset.figure("some", "top-1").value()).isEqualTo(1);
  }

  @Test
  void logisticRegressionFindsTheLineToo() {
    EvaluationReport report = run(new LogisticProtocol(), "logistic", "values=5");

    assertThat(top1(report)).isEqualTo(1);
    assertThat(folder.resolve("logistic/head.json")).exists();
  }

  @Test
  void aHeadOfOtherClassesIsRefused() {
    run(new LinearProtocol(), "first", "steps=20");
    photos.add("train/fox/1.png", 0, 0).add("train/fox/2.png", 0, 0);

    assertThatThrownBy(() -> run(new LinearProtocol(), "second", "head=" + folder.resolve("first")))
        .hasMessage("the head has 2 classes, the images 3");
  }

  /** Three labels, of which one image may have two: all are ranked perfectly. */
  @Test
  void severalLabelsAreRanked() throws IOException {
    for (String set : List.of("train", "test")) {
      StringBuilder manifest = new StringBuilder("path,tags\n");
      for (int i = 0; i < 20; i++) {
        manifest.append("%s/cat/%d.png,animal; cat\n".formatted(set, i));
        manifest.append("%s/dog/%d.png,dog\n".formatted(set, i));
      }
      Files.writeString(folder.resolve(set + ".csv"), manifest);
    }
    Protocol protocol = new LogisticProtocol();
    Request request =
        new Request(
            photos.sets("train.csv"),
            Request.tests(List.of("test=" + photos.set("test.csv"))),
            folder.resolve("labels"),
            protocol.settings().with(List.of("labels=tags")));
    ReadyFeatures features = ReadyFeatures.read(List.of(photos.write()));

    EvaluationReport report = protocol.run(new Evaluation(features, new SilentListener()), request);

    assertThat(report.figure("test", "mAP, 11 points").value()).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("labels/head.json")))
        .contains("\"animal\", \"cat\", \"dog\"");
  }
}
