package io.github.dino4j.pretrain.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lines at the end of a file. One that cannot be written, as on a full disk, waits in memory until
 * it can be: lines that come later never leave a gap.
 */
final class WaitingLines {
  private final Target target;
  private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
  private long end;

  /** Writes some of the bytes at a position; {@link java.nio.channels.FileChannel#write}. */
  @FunctionalInterface
  interface Target {
    int write(ByteBuffer bytes, long position) throws IOException;
  }

  /**
   * @param end where the first line goes
   */
  WaitingLines(Target target, long end) {
    this.target = target;
    this.end = end;
  }

  /**
   * Writes all lines that wait, and this one.
   *
   * @throws IOException if one cannot be written; they wait for the next call
   */
  void add(byte[] line) throws IOException {
    waiting.add(ByteBuffer.wrap(line));
    flush();
  }

  void flush() throws IOException {
    while (!waiting.isEmpty()) {
      end = write(waiting.element().duplicate());
      waiting.remove();
    }
  }

  private long write(ByteBuffer line) throws IOException {
    long at = end;
    while (line.hasRemaining()) {
      at += target.write(line, at);
    }
    return at;
  }

  /** Where whole lines end; what lies behind is part of one that could not be written. */
  long end() {
    return end;
  }
}
