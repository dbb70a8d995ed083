package io.github.dino4j.cli.terminal;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM as a wish: the process lives on until the work is at a place where it can stop
 * and what was done is saved, or until patience ends.
 */
public final class StopSignal implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 120;

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread hook = new Thread(this::awaitStop, "dino4j-stop");
  private volatile boolean given;

  public StopSignal() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public boolean isGiven() {
    return given;
  }

  private void awaitStop() {
    given = true;
    try {
      boolean ignored = stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work is done: nothing more to wait for. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending already, and its hook has nothing left to wait for.
    }
  }
}
