package io.github.dino4j.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputPathTest {
  @TempDir private Path folder;

  @Test
  void whatCanBeWrittenLeavesNoTrace() throws IOException {
    OutputPath.requireFile(folder.resolve("a.npy"));
    OutputPath.requireFile(folder.resolve("new/folder/a.npy"));
    OutputPath.requireFolder(folder.resolve("new"));
    OutputPath.requireFile(Path.of("a.npy"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderIsNoFileAndAFileNoFolder() throws IOException {
    Path file = Files.createFile(folder.resolve("a"));
    refused(() -> OutputPath.requireFile(folder), folder + " is a folder; name a file in it");
    refused(() -> OutputPath.requireFolder(file), file + " is a file; name a folder");
    Path below = file.resolve("b/c.npy");
    String reason = below + " cannot be written: " + file + ": a file, not a folder";
    refused(() -> OutputPath.requireFile(below), reason);
    refused(() -> OutputPath.requireFolder(below), reason);
  }

  @Test
  void aFolderThatMayNotBeWrittenIsRefused() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    Assumptions.assumeTrue(
        closed.toFile().setWritable(false) && !Files.isWritable(closed),
        "skipped: this user may write everything");
    refused(
        () -> OutputPath.requireFile(closed.resolve("a.npy")),
        closed.resolve("a.npy") + " cannot be written: " + closed + ": permission denied");
  }

  private static void refused(Runnable check, String message) {
    assertThatThrownBy(check::run).isInstanceOf(DinoException.class).hasMessage(message);
  }
}
