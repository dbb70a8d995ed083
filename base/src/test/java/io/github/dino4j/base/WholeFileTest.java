package io.github.dino4j.base;

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
  void aContentThatFailsLeavesTheTargetAsItWas() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");

    assertThatThrownBy(() ->
            WholeFile.write(
                target,
                out -> {
                  out.write(new byte[1 << 20]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("the disk is full");
    assertThat(target).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void aDraftOfAKilledProcessIsWrittenOver() throws IOException {
    Path target = folder.resolve("a.txt");
    Path left = new WholeFile(target).draft();
    Files.writeString(left, "a long beginning of something else");

    WholeFile.writeText(target, "whole");

    assertThat(target).hasContent("whole");
    assertThat(left).doesNotExist();
  }

  @Test
  void aTargetThatCannotBeIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> new WholeFile(file.resolve("a.txt")))
        .isInstanceOf(DinoException.class)
        .hasMessage(file.resolve("a.txt") + " cannot be written: a file is in its place");
  }
}
