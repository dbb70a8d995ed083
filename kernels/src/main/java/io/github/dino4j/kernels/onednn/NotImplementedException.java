package io.github.dino4j.kernels.onednn;

import io.github.dino4j.DinoException;

/** There is no implementation of an operation, or none with these sizes on this processor. */
public final class NotImplementedException extends DinoException {
  public NotImplementedException(String message) {
    super(message);
  }
}
