package io.github.dino4j.video;

import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/** One way through a file, from its start, and the frame that it stands at. */
final class Reading implements AutoCloseable {
  private final Container container;
  private final Decoder decoder;
  private @Nullable AVFrame frame;
  private long time = Long.MIN_VALUE;
  private boolean begun;
  private boolean leapt;
  private boolean closed;

  Reading(Path file, int threads) {
    this.container = Container.open(file);
    try {
      this.decoder = new Decoder(container, threads);
    } catch (RuntimeException e) {
      container.close();
      throw e;
    }
  }

  Container container() {
    return container;
  }

  /** Whether it can begin, for it stands at the start and nobody else has begun. */
  boolean begin() {
    boolean first = !begun && !closed;
    begun = true;
    return first;
  }

  /**
   * The next frame, valid until the one after it is asked for; null at the end.
   *
   * @throws UnreadableVideoException where the file is broken
   * @throws IllegalStateException if the clip was closed, or another reading of it has begun
   */
  @Nullable AVFrame next() {
    if (closed) {
      throw new IllegalStateException("the clip is closed, or another reading of it has begun");
    }
    frame = decoder.next();
    time = frame == null ? Long.MAX_VALUE : frame.best_effort_timestamp();
    return frame;
  }

  /** When the frame that {@link #next} gave is shown, in the stream's units. */
  long time() {
    return time;
  }

  /**
   * Leaps to a key frame, if it lies ahead. A container that cannot is read on.
   *
   * @param key its time
   */
  void leap(long key) {
    if (time < key && decoder.seek(key)) {
      leapt = true;
      time = Long.MIN_VALUE;
    }
  }

  /**
   * Decodes up to the frame of this time. Where the decoder leaves it out, as it does with frames
   * whose references lie before the start of the file, the next one stands for it.
   *
   * @return null where a leap missed it, or at the end of the file
   */
  @Nullable AVFrame reach(long wanted) {
    while (time < wanted) {
      next();
    }
    return leapt && time != wanted ? null : frame;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      decoder.close();
      container.close();
    }
  }
}
