package io.github.dino4j.data.feature;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A reader that only has to say what row comes next. */
abstract class PulledRows implements FeatureReader {
  private final Path file;
  private @Nullable FeatureRow ready;

  PulledRows(Path file) {
    this.file = file;
  }

  /** The next row, null after the last. */
  abstract @Nullable FeatureRow pull() throws IOException;

  /** Closes what is open. */
  abstract void release() throws IOException;

  @Override
  public final boolean hasNext() {
    if (ready == null) {
      try {
        ready = pull();
      } catch (IOException | IllegalArgumentException e) {
        String reason = e instanceof IOException io ? IoReason.of(io) : e.getMessage();
        throw new DinoException("%s is damaged: %s".formatted(file, reason), e);
      }
    }
    return ready != null;
  }

  @Override
  public final FeatureRow next() {
    if (!hasNext() || ready == null) {
      throw new NoSuchElementException();
    }
    FeatureRow row = ready;
    ready = null;
    return row;
  }

  @Override
  public final void close() {
    try {
      release();
    } catch (IOException _) {
      // Closing a file that was only read loses nothing.
    }
  }
}
