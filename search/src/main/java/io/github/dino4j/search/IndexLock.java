package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The right to write an index that lies in a folder. */
public final class IndexLock {
  private static final String NAME = "index.lock";

  private IndexLock() {}

  /**
   * Takes the lock.
   *
   * @param folder made where it is missing
   * @return to be closed by the caller
   * @throws DinoException if another has it
   */
  public static LockFile take(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      Files.createDirectories(folder);
      return LockFile.take(file)
          .orElseThrow(() ->
              new DinoException(
                  "%s is being written by %s: wait until that has ended"
                      .formatted(PathText.text(folder), LockFile.holder(file))));
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }
}
