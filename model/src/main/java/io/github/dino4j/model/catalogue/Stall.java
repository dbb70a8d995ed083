package io.github.dino4j.model.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Closes a stream that has been silent for too long, which wakes the thread that reads it. */
final class Stall implements AutoCloseable {
  private final Thread watch;
  private volatile long last = System.nanoTime();

  Stall(InputStream body, Duration patience) {
    watch = Thread.ofVirtual().start(() -> watch(body, patience));
  }

  void progressed() {
    last = System.nanoTime();
  }

  private void watch(InputStream body, Duration patience) {
    try {
      while (System.nanoTime() - last < patience.toNanos()) {
        Thread.sleep(patience.dividedBy(10));
      }
      body.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the download ended first
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    watch.interrupt();
  }
}
