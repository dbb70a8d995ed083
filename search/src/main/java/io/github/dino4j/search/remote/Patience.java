package io.github.dino4j.search.remote;

import io.github.dino4j.DinoException;
import java.time.Duration;

/**
 * How long a server is waited for.
 *
 * @param connect until it takes a connection
 * @param read until it has answered a question
 * @param write until it has taken a part of a change; graphs of vectors are built meanwhile
 * @param attempts how often a request is sent at the most; only what may be sent twice is
 */
public record Patience(Duration connect, Duration read, Duration write, int attempts) {
  /** A server that is down is given up after two seconds, one that never answers in a minute. */
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(5), Duration.ofSeconds(20), Duration.ofMinutes(2), 3);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** What may go well the next time: the server is overloaded, restarts, or does not answer. */
  public static final class TransientException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * @param message the line for the user, should it not go well
     */
    public TransientException(String message, Throwable cause) {
      super(message, cause);
    }

    /** As above. */
    public TransientException(String message) {
      super(message);
    }
  }

  /** A request that may be sent twice. */
  @FunctionalInterface
  public interface Attempt<T> {
    T send() throws TransientException;
  }

  /**
   * Sends a request until it goes well, with a pause that doubles.
   *
   * @throws DinoException with the message of the last attempt
   */
  public <T> T retry(Attempt<T> attempt) {
    for (int i = 1; ; i++) {
      try {
        return attempt.send();
      } catch (TransientException e) {
        if (i >= attempts || !pause(FIRST_PAUSE.toMillis() << (i - 1))) {
          throw new DinoException(String.valueOf(e.getMessage()), e);
        }
      }
    }
  }

  /** False where the thread is to end. */
  private static boolean pause(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
