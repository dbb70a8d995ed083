package io.github.dino4j.kernels.onednn;

import io.github.dino4j.DinoException;

/** OneDNN has no implementation of an operation with these sizes on this processor. */
public final class NotImplementedException extends DinoException {
  NotImplementedException(String message) {
    super(message);
  }
}
