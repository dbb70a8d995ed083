package io.github.dino4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.model.catalogue.DemoModel;
import io.github.dino4j.model.weights.ModelConversion;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.WeightLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCommandTest {
  @TempDir Path folder;
  private Path weights;

  @BeforeEach
  void write() {
    weights = folder.resolve("demo.pth");
    try (ModelFile demo = DemoModel.open()) {
      ModelConversion.write(demo, weights, WeightLayout.META);
    }
  }

  @Test
  void listNamesEveryReleasedModelAndTheBuiltInOne() {
    for (CommandRun run :
        new CommandRun[] {CommandRun.of("models"), CommandRun.of("models", "list")}) {
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out())
          .hasLineCount(12)
          .contains("dinov2_vits14", "dinov2_vitg14_reg4", "demo", "nyu_dpt");
    }
  }

  @Test
  void anUnknownNameIsNotDownloaded() {
    CommandRun run = CommandRun.of("models", "download", "dinov9");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("dinov9", "models list");
  }

  @Test
  void inspectNamesTheArchitecture() {
    CommandRun run = CommandRun.of("models", "inspect", weights);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("Meta layout", "6 blocks of 3 heads", "192 features");
  }

  @Test
  void convertGoesThroughEveryLayoutAndBack() throws IOException {
    Path from = weights;
    for (String step :
        new String[] {"hf:hf", "timm:timm", "dino4j:own.safetensors", "meta:a.pth"}) {
      String layout = step.substring(0, step.indexOf(':'));
      Path to = folder.resolve(step.substring(step.indexOf(':') + 1));
      CommandRun run = CommandRun.of("models", "convert", from, to, "--to", layout);
      assertThat(run.code()).as(run.err()).isZero();
      from = to;
    }
    Path again = folder.resolve("b.pth");
    assertThat(CommandRun.of("models", "convert", from, again, "--to", "meta").code()).isZero();
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(from));
  }

  @Test
  void whatIsThereIsKept() throws IOException {
    Path there = Files.writeString(folder.resolve("there.pth"), "mine");
    CommandRun run = CommandRun.of("models", "convert", weights, there, "--to", "meta");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).hasLineCount(1).contains("--overwrite");
    assertThat(there).hasContent("mine");
  }

  @Test
  void aFileThatIsNoModelIsRefusedInOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.pth"), "no weights");
    for (Path wrong : new Path[] {text, folder.resolve("absent.pth")}) {
      CommandRun run = CommandRun.of("models", "inspect", wrong);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).hasLineCount(1).contains(wrong.toString());
    }
  }
}
