package io.github.dino4j.evaluate.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.ReleasedHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadFilesTest {
  @TempDir private Path folder;

  @Test
  void whatIsThereIsTaken() throws IOException {
    Path file = Files.createFile(folder.resolve("dinov2_vits14_linear_head.pth"));
    assertThat(HeadFiles.find(file.toString(), DownloadProgress.SILENT)).isEqualTo(file);
    assertThat(HeadFiles.find(folder.toString(), DownloadProgress.SILENT)).isEqualTo(folder);
  }

  @Test
  void theFilesNameSaysWhichBackboneItStandsOn() {
    Path file = folder.resolve("dinov2_vitb14_nyu_dpt_head.pth");
    assertThat(HeadFiles.released(file.toString()).map(ReleasedHead::backbone))
        .hasValueSatisfying(backbone -> assertThat(backbone.name()).isEqualTo("dinov2_vitb14"));
    assertThat(HeadFiles.released(folder.resolve("mine.pth").toString())).isEmpty();
  }

  @Test
  void anUnknownNameIsRefusedInOneLine() {
    assertThatThrownBy(() -> HeadFiles.find("dinov2_vits14_linear9", DownloadProgress.SILENT))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "dinov2_vits14_linear9 is no file, no folder and no released head; those are named like dinov2_vits14_linear4, see dino4j models list");
  }
}
