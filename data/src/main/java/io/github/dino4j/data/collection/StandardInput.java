package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A list of paths on standard input, named {@code -}: relative ones start at the working directory.
 * It can be read once, and a run goes through its inputs more than once, so it is kept in a
 * temporary file until the process ends.
 */
final class StandardInput {
  static final String NAME = "-";

  private static @Nullable Path kept;

  private StandardInput() {}

  static synchronized TextList list() {
    if (kept == null) {
      try {
        Path file = Files.createTempFile("dino4j-list-", ".txt");
        file.toFile().deleteOnExit();
        Files.copy(System.in, file, StandardCopyOption.REPLACE_EXISTING);
        kept = file;
      } catch (IOException e) {
        throw new DinoException("standard input: " + IoReason.of(e), e);
      }
    }
    return new TextList(kept, new Manifest("standard input", null));
  }
}
