package io.github.dino4j.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;

  @Test
  void theTargetChangesOnlyOnCommit() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    try (WholeFile whole = new WholeFile(target)) {
      Files.writeString(whole.draft(), "new");
      assertThat(target).hasContent("old");
      whole.commit();
    }
    assertThat(target).hasContent("new");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void whatIsNotCommittedVanishes() throws IOException {
    Path target = folder.resolve("a/b.txt");
    try (WholeFile whole = new WholeFile(target)) {
      Files.writeString(whole.draft(), "new");
    }
    assertThat(folder.resolve("a")).isEmptyDirectory();
  }

  @Test
  void aTargetThatCannotBeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new WholeFile(file.resolve("a.txt")))
        .isInstanceOf(DinoException.class)
        .hasMessageStartingWith(file.resolve("a.txt") + " cannot be written: ");
  }
}
