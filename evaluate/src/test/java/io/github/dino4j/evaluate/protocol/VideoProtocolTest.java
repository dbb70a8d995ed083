package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.video.TinyClips;
import io.github.dino4j.features.FeatureExtractor;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VideoProtocolTest {
  private static FeatureExtractor extractor;

  @TempDir Path folder;

  private final VideoProtocol protocol = new VideoProtocol();
  private final SilentListener listener = new SilentListener();

  @BeforeAll
  static void load() {
    extractor = FeatureExtractor.load("demo");
  }

  @AfterAll
  static void close() {
    extractor.close();
  }

  /** Red and blue clips of several shades; the last of a class is a folder of frames. */
  @BeforeEach
  void clips() {
    for (int i = 0; i < 6; i++) {
      Color red = new Color(255 - 20 * i, 0, 0);
      Color blue = new Color(0, 0, 255 - 20 * i);
      TinyClips.video(folder.resolve("train/red/%d.y4m".formatted(i)), red, red.darker());
      TinyClips.video(folder.resolve("train/blue/%d.y4m".formatted(i)), blue, blue.darker());
    }
    TinyClips.video(folder.resolve("test/red/a.y4m"), Color.RED, Color.RED.darker());
    TinyClips.folder(folder.resolve("test/red/b"), Color.RED.darker(), Color.RED);
    TinyClips.video(folder.resolve("test/blue/c.y4m"), Color.BLUE.darker(), Color.BLUE);
    TinyClips.folder(folder.resolve("test/blue/d"), Color.BLUE, Color.BLUE.darker());
  }

  /** A tenth of so few clips would choose no head: all of them do. */
  private EvaluationReport run(Path train, Path test, String... settings) {
    List<String> all = new ArrayList<>(List.of("frames=2", "steps=60", "batch=4"));
    all.add("validation=" + train);
    all.addAll(List.of(settings));
    Request request =
        new Request(
            List.of(train.toString()),
            Request.tests(List.of("test=" + test)),
            folder.resolve("report"),
            protocol.settings().with(all));
    FeatureCache cache = new FeatureCache(folder.resolve("cache"));
    return protocol.run(Evaluation.of(extractor, cache, listener), request);
  }

  private static double top1(EvaluationReport report) {
    return report.figure("test", "top-1").value();
  }

  @Test
  void everyClipIsNamedAndTheHeadIsKept() throws IOException {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    Path broken = TinyClips.broken(train.resolve("red/broken.mp4"));

    assertThat(top1(run(train, test))).isEqualTo(1);
    assertThat(listener.lines)
        .contains("1 of 13 clips have no features, such as " + broken)
        .anyMatch(line -> line.matches("[0-9]+ heads learn from 12 clips in 60 steps"));
    assertThat(Files.readString(folder.resolve("report/index.html")))
        .contains("Linear classifier of clips", "<dt>frames</dt><dd>2</dd>", "<img src=\"image-4")
        .doesNotContain("gone");

    listener.lines.clear();
    String head = "head=" + folder.resolve("report");
    assertThat(top1(run(train, test, head))).isEqualTo(1);
    assertThat(listener.lines).as("all was kept").noneMatch(line -> line.contains(" go to "));
  }

  @Test
  void framesSideBySideWithClassesOfAManifest() throws IOException {
    Path manifest = folder.resolve("clips.csv");
    StringBuilder rows = new StringBuilder("path,label\n");
    for (int i = 0; i < 6; i++) {
      rows.append("train/red/%d.y4m,red\ntrain/blue/%d.y4m,blue\n".formatted(i, i));
    }
    Files.writeString(manifest, rows);
    Path tests = folder.resolve("tests.csv");
    Files.writeString(tests, "path,label\ntest/red/a.y4m,red\ntest/blue/d,blue\n");

    assertThat(top1(run(manifest, tests, "pooling=concatenate"))).isEqualTo(1);
    assertThat(Files.readString(folder.resolve("report/head.json")))
        .contains("\"dim\" : " + 2 * extractor.config().dim());
  }

  @Test
  void readyFeaturesOfImagesAreRefused() {
    LabelledPhotos photos = new LabelledPhotos(folder).add("photos/a/0.png", 1, 0);
    Evaluation ready = new Evaluation(ReadyFeatures.read(List.of(photos.write())), listener);
    Request request =
        new Request(
            photos.sets("photos"),
            Request.tests(photos.sets("photos")),
            folder.resolve("report"),
            protocol.settings());

    assertThatThrownBy(() -> protocol.run(ready, request))
        .hasMessage("this protocol runs the model itself: name it with --model");
  }
}
