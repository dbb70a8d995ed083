package io.github.dino4j;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that dino4j throws on purpose. The message is one line for the user: what
 * is wrong, where, and what to do.
 */
public class DinoException extends RuntimeException {
  public DinoException(String message) {
    super(message);
  }

  public DinoException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
