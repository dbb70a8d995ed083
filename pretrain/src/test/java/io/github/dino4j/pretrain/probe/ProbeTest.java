package io.github.dino4j.pretrain.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.Initialization;
import io.github.dino4j.model.VisionTransformer;
import io.github.dino4j.pretrain.config.PretrainConfig;
import io.github.dino4j.pretrain.config.StudentArchitecture;
import io.github.dino4j.pretrain.step.SmallRun;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import io.github.dino4j.torch.Torch;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noisy pictures that are red or blue, in folders by that. */
class ProbeTest {
  private static final String[] SETTINGS = {
    "evaluation.eval_period_iterations=10", "evaluation.probe_images=40"
  };
  private static final PretrainConfig CONFIG = SmallRun.config(SETTINGS);

  @TempDir private static Path photos;

  @BeforeAll
  static void paint() throws IOException {
    Random random = new Random(11);
    for (String label : List.of("blue", "red")) {
      Files.createDirectories(photos.resolve(label));
      for (int i = 0; i < 15; i++) {
        Path file = photos.resolve(label).resolve(i + ".png");
        ImageIO.write(picture(random, label.equals("red")), "png", file.toFile());
      }
    }
    Files.writeString(photos.resolve("red/broken.png"), "no picture");
  }

  private static BufferedImage picture(Random random, boolean red) {
    BufferedImage picture = new BufferedImage(72, 64, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 72 * 64; p++) {
      int strong = 150 + random.nextInt(60);
      int weak = 40 + random.nextInt(60);
      Color colour = red ? new Color(strong, weak, weak) : new Color(weak, weak, strong);
      picture.setRGB(p % 72, p / 72, colour.getRGB());
    }
    return picture;
  }

  private static VisionTransformer teacher() {
    return Initialization.of(StudentArchitecture.of(CONFIG), 3);
  }

  private static Probe probe(PretrainConfig config) {
    return Probe.of(config, List.of(photos.toString()), 1);
  }

  @Test
  void aProbeNamesClassesAndWritesDownWhatItSaw(@TempDir Path run) throws IOException {
    Probe probe = probe(CONFIG);
    try (VisionTransformer teacher = teacher()) {
      ProbeResult first = probe.run(0, teacher, run).orElseThrow();
      probe.run(10, teacher, run);
      probe.run(20, teacher, run);
      probe.run(10, teacher, run); // the run was killed and goes on from an earlier checkpoint

      assertThat(first.images()).as("all but the broken one").isEqualTo(30);
      assertThat(first.knnTop1()).as("even random weights tell these apart").isEqualTo(1.0);
      assertThat(first.rawPixelTop1()).isEqualTo(1.0);
      assertThat(first.chanceTop1()).isEqualTo(0.5);
      assertThat(first.meanCosine()).isBetween(-1.0, 1.0);
      assertThat(first.effectiveRank()).isBetween(1.0, 48.0);
      assertThat(ProbeLog.read(run)).extracting(ProbeResult::iteration).containsExactly(0L, 10L);
      assertThat(ProbeLog.read(run)).first().isEqualTo(first);
    }
    BufferedImage strip = ImageIO.read(PcaStrip.file(run, 10).toFile());
    assertThat(strip.getWidth()).isEqualTo(8 * 160 + 7 * 8);
    assertThat(PcaStrip.photos(strip).getHeight() + 8 + PcaStrip.colours(strip).getHeight())
        .isEqualTo(strip.getHeight());
  }

  @Test
  void saysWhatItLooksAt() {
    Probe probe = probe(CONFIG);

    assertThat(probe.describe())
        .contains("30 images", "2 classes by folders", "raw pixels 100.0 %");
  }

  @Test
  void trainingDoesNotNoticeAProbe(@TempDir Path run) {
    Torch.start();
    int threads = Torch.threads();
    torch.manual_seed(5);
    float[] expected = draws();
    try (VisionTransformer teacher = teacher()) {
      torch.manual_seed(5);
      probe(CONFIG).run(10, teacher, run);
    }

    assertThat(draws()).containsExactly(expected);
    assertThat(Torch.threads()).isEqualTo(threads);
  }

  private static float[] draws() {
    try (Scope scope = Scope.open()) {
      return Tensors.toFloats(torch.randn(8));
    }
  }

  @Test
  void testImagesAreNamedByTheTrainingImages(@TempDir Path run) {
    PretrainConfig config =
        SmallRun.config(
            SETTINGS[0],
            "evaluation.probe_train=%s/blue,%s/red".formatted(photos, photos),
            "evaluation.probe_test=%s/red".formatted(photos),
            "evaluation.probe_images=50");
    try (VisionTransformer teacher = teacher()) {
      ProbeResult result = probe(config).run(0, teacher, run).orElseThrow();

      assertThat(result.images()).isEqualTo(45);
      assertThat(result.knnTop1()).isEqualTo(1.0);
      assertThat(result.chanceTop1()).as("no test image is of the first class").isZero();
    }
  }

  @Test
  void withoutClassesItStillLooksForCollapse(@TempDir Path run) {
    PretrainConfig config =
        SmallRun.config(SETTINGS[0], "evaluation.probe_train=%s/blue".formatted(photos));
    Probe probe = probe(config);
    try (VisionTransformer teacher = teacher()) {
      ProbeResult result = probe.run(0, teacher, run).orElseThrow();

      assertThat(result.knnTop1()).isNull();
      assertThat(result.images()).isEqualTo(15);
      assertThat(ProbeLog.read(run)).containsExactly(result);
    }
    assertThat(probe.describe()).contains("without classes");
  }

  @Test
  void whereThereIsNoProbeItSaysWhy(@TempDir Path run) {
    for (String setting : List.of("student.in_chans=4", "evaluation.eval_period_iterations=0")) {
      Probe none = probe(SmallRun.config(SETTINGS[0], setting));
      assertThat(none.describe()).startsWith("no probes").contains(setting.split("=")[0]);
      try (VisionTransformer teacher = teacher()) {
        assertThat(none.run(0, teacher, run)).isEmpty();
      }
    }
  }

  @Test
  void testImagesThatCannotBeNamedAreRefused(@TempDir Path others) throws IOException {
    Files.createDirectories(others.resolve("green"));
    Path foreign = others.resolve("green/1.png");
    ImageIO.write(picture(new Random(1), true), "png", foreign.toFile());

    for (Path test : List.of(foreign, photos.resolve("red/broken.png"))) {
      assertThatThrownBy(() -> probe(SmallRun.config(SETTINGS[0], "evaluation.probe_test=" + test)))
          .isInstanceOf(DinoException.class)
          .hasMessageContaining("evaluation.probe_test: none of its images");
    }
  }
}
