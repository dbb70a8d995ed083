package io.github.dino4j.evaluate.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReassessedLabelsTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("real.json"), text);
  }

  @Test
  void countsAnyRightLabelAndSkipsImagesWithout() throws IOException {
    ReassessedLabels labels = ReassessedLabels.read(file("[[3, 4], [], [7, -1], [-1], [1]]"));

    assertThat(labels.labels().get(2)).isEqualTo(Set.of(7));
    // Right, skipped, wrong, skipped, right.
    assertThat(labels.accuracy(new int[] {4, 0, -1, -1, 1}).value()).isEqualTo(2 / 3.0);
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    ReassessedLabels one = ReassessedLabels.read(file("[[1]]"));
    assertThatThrownBy(() -> one.accuracy(new int[2]))
        .isInstanceOf(DinoException.class)
        .hasMessage("2 predictions for labels of 1 images");
    Path flat = file("[1, 2]");
    assertThatThrownBy(() -> ReassessedLabels.read(flat))
        .hasMessage(flat + ": is no list of lists of classes");
    Path words = file("[[\"cat\"]]");
    assertThatThrownBy(() -> ReassessedLabels.read(words))
        .hasMessage(words + ": holds a class that is no whole number: cat");
  }

  @Test
  void imagesAreNumberedByTheirNames() {
    assertThat(ReassessedLabels.place("val/ILSVRC2012_val_00000293.JPEG")).isEqualTo(292);
    assertThat(ReassessedLabels.place("ILSVRC2012_val_00050000")).isEqualTo(49_999);
    assertThatThrownBy(() -> ReassessedLabels.place("cat.jpg"))
        .isInstanceOf(DinoException.class)
        .hasMessage("cat.jpg is no name of a validation image of ImageNet");
  }
}
