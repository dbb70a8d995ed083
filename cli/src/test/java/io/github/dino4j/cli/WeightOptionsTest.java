package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.WeightLayout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightOptionsTest {
  @TempDir static Path shared;
  private static Path photos;

  @TempDir Path folder;

  @BeforeAll
  static void render() {
    photos = ScenePhotos.in(shared);
  }

  @ParameterizedTest
  @CsvSource({"safetensors", "parquet"})
  void meanAndDeviationOfTheUserAreTakenAndNoted(String ending) throws IOException {
    Path usual = folder.resolve("usual." + ending);
    Path own = folder.resolve("own." + ending);
    CommandRun first = CommandRun.of("embed", "--model", "demo", photos, "-o", usual);
    assertThat(first.code()).as(first.err()).isZero();
    CommandRun second =
        CommandRun.of(
            "embed",
            "--model",
            "demo",
            photos,
            "-o",
            own,
            "--verbose",
            "--mean",
            "0.5,0.4,0.3",
            "--std",
            "0.2,0.3,0.4");
    assertThat(second.code()).as(second.err()).isZero();
    String chosen = "mean [0.5, 0.4, 0.3], deviation [0.2, 0.3, 0.4] (--mean and --std)";
    assertThat(second.err()).contains("channels: " + chosen);
    assertThat(Files.readString(own, StandardCharsets.ISO_8859_1)).contains(chosen);
    assertThat(Files.readString(usual, StandardCharsets.ISO_8859_1))
        .contains("mean [0.485, 0.456, 0.406]");
  }

  @ParameterizedTest
  @CsvSource({
    "--mean, 0.5, 3 channels",
    "--std, '0.1,0,0.1', above 0",
    "--heads, 0, at least one",
    "--heads, 7, 'has 3 attention heads by its own account, not 7'",
    "--weights, student, holds no weights called student"
  })
  void whatCannotBeIsRefusedInOneLine(String option, String value, String reason) {
    CommandRun run = CommandRun.of("models", "inspect", demo(), option, value);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(reason);
  }

  private Path demo() {
    Path file = folder.resolve("demo.pth");
    try (ModelFile demo = DemoModel.open()) {
      ModelConversion.write(demo, file, WeightLayout.META);
    }
    return file;
  }

  @Test
  void inspectSaysWhatImagesAreBroughtTo() {
    CommandRun run = CommandRun.of("models", "inspect", demo());
    assertThat(run.out()).contains("channels: mean [0.485, 0.456, 0.406]", "(the usual)");
  }
}
