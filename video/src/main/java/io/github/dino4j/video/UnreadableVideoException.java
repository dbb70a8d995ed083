package io.github.dino4j.video;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import java.nio.file.Path;

/**
 * A clip that cannot be read, with file and reason in one line. It concerns this clip alone: a run
 * over many of them notes it and goes on.
 */
public final class UnreadableVideoException extends DinoException {
  UnreadableVideoException(Path file, String reason) {
    super("%s: %s".formatted(PathText.text(file), reason));
  }
}
