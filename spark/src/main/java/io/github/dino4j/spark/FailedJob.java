package io.github.dino4j.spark;

import io.github.dino4j.DinoException;
import java.util.Objects;

/** What Spark says of a job that it gave up, in one line. */
record FailedJob(Throwable failure) {
  private static final String LAST = "most recent failure: ";

  /** The exception of the task itself where it was meant for people. */
  DinoException asDinoException() {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof DinoException said) {
        return new DinoException(String.valueOf(said.getMessage()), failure);
      }
    }
    return new DinoException("Spark gave up: " + reason(), failure);
  }

  /**
   * Such as {@code Lost task 0.3 in stage 1.0 (TID 7) (host executor 3): ExecutorLostFailure ...}.
   */
  private String reason() {
    String message = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    int last = message.indexOf(LAST);
    String reason = last < 0 ? message : message.substring(last + LAST.length());
    if (reason.contains("ClassNotFoundException: io.github.dino4j")) {
      return "its workers do not find dino4j's jars; see docs/spark.md";
    }
    return reason.lines().findFirst().orElse("").strip();
  }
}
