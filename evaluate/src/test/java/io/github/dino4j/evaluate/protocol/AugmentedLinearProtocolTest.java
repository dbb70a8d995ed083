package io.github.dino4j.evaluate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.evaluate.features.FeatureCache;
import io.github.dino4j.evaluate.features.ReadyFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.transform.EvalTransform;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate linear augment=true} on red and blue photos of several shades. */
class AugmentedLinearProtocolTest {
  private static final int SHADES = 6;

  @TempDir Path folder;
  private final LinearProtocol protocol = new LinearProtocol();
  private final SilentListener listener = new SilentListener();

  @BeforeEach
  void photos() throws IOException {
    for (int i = 0; i < SHADES; i++) {
      draw(folder.resolve("train/red/%d.png".formatted(i)), new Color(255 - 20 * i, 0, 0));
      draw(folder.resolve("train/blue/%d.png".formatted(i)), new Color(0, 0, 255 - 20 * i));
    }
    draw(folder.resolve("test/red/a.png"), new Color(245, 0, 0));
    draw(folder.resolve("test/blue/b.png"), new Color(0, 0, 205));
  }

  private static void draw(Path file, Color colour) throws IOException {
    BufferedImage image = new BufferedImage(90, 70, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(colour);
    pen.fillRect(0, 0, 90, 70);
    pen.setColor(Color.GRAY);
    pen.fillOval(20, 20, 20, 20);
    pen.dispose();
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** With folders {@code train} and {@code test}, or manifests of such names. */
  private Request request(String ending) {
    String train = folder.resolve("train" + ending).toString();
    return new Request(
        List.of(train),
        Request.tests(List.of("test=" + folder.resolve("test" + ending))),
        folder.resolve("report"),
        protocol
            .settings()
            .with(List.of("augment=true", "steps=20", "batch=4", "validation=" + train)));
  }

  private FeatureCache cache() {
    return new FeatureCache(folder.resolve("cache"));
  }

  private EvaluationReport run(String ending) {
    try (FeatureExtractor demo = FeatureExtractor.load("demo")) {
      return protocol.run(Evaluation.of(demo, cache(), listener), request(ending));
    }
  }

  @Test
  void headsLearnFromCropsAndABrokenPhotoIsToldOnce() throws IOException {
    Path broken = Files.writeString(folder.resolve("train/red/broken.png"), "no image");

    EvaluationReport report = run("");

    assertThat(report.figure("test", "top-1").value()).isEqualTo(1);
    assertThat(listener.lines)
        .contains("52 heads learn from 12 images in 20 steps: 80 crops go through the model");
    // of --train and of validation=, which is the same folder here
    assertThat(listener.lines)
        .filteredOn(line -> line.equals("1 of 13 images have no features, such as " + broken))
        .hasSize(2);
    assertThat(Files.readString(folder.resolve("report/index.html")))
        .contains("<dt>augment</dt><dd>true</dd>", "<dt>steps</dt><dd>20</dd>");
  }

  /** The same images in the same order under the same names give the same heads. */
  @Test
  void aManifestGivesTheFiguresOfItsFolder() throws IOException {
    StringBuilder manifest = new StringBuilder("path,label\n");
    for (String colour : List.of("blue", "red")) {
      for (int i = 0; i < SHADES; i++) {
        manifest.append("train/%s/%d.png,%s\n".formatted(colour, i, colour));
      }
    }
    Files.writeString(folder.resolve("train.csv"), manifest);
    Files.writeString(
        folder.resolve("test.csv"), "path,label\ntest/blue/b.png,blue\ntest/red/a.png,red\n");

    EvaluationReport ofFolder = run("");
    byte[] head = Files.readAllBytes(folder.resolve("report/head.safetensors"));
    EvaluationReport ofManifest = run(".csv");

    assertThat(ofManifest.figures()).isEqualTo(ofFolder.figures());
    assertThat(Files.readAllBytes(folder.resolve("report/head.safetensors"))).isEqualTo(head);
  }

  @Test
  void readyFeaturesAreRefused() {
    LabelledPhotos photos = new LabelledPhotos(folder).add("train/a/0.png", 1, 0);
    Evaluation ready = new Evaluation(ReadyFeatures.read(List.of(photos.write())), listener);

    assertThatThrownBy(() -> protocol.run(ready, request("")))
        .hasMessage(
            "augment=true shows a model fresh crops of photos: it takes --model, not --features");
  }

  @Test
  void clipsAreNotAugmented() {
    assertThatThrownBy(() -> new VideoProtocol().settings().with(List.of("augment=true")))
        .hasMessageStartingWith("augment=true: settings are key=value, with the keys frames, ");
  }

  @Test
  void photosInTheirOwnSizeAreRefused() {
    try (FeatureExtractor whole =
        FeatureExtractor.load(
            "demo",
            model ->
                ExtractorOptions.standard().with(new EvalTransform.Native(model.patchSize())))) {
      assertThatThrownBy(() -> protocol.run(Evaluation.of(whole, cache(), listener), request("")))
          .hasMessage("augment=true cuts crops of one size: leave out --native");
    }
  }
}
