package io.github.dino4j.video;

import io.github.dino4j.image.RgbImage;
import java.util.Iterator;
import java.util.List;

/** The frames of one clip, wherever they lie. Belongs to one thread at a time. */
interface Frames extends AutoCloseable {
  VideoInfo info();

  /** How many there are, by counting; at least 1. */
  long count();

  /** All of them from the first on. The iterator lives until another reading begins. */
  Iterator<VideoFrame> all();

  /**
   * Chosen frames.
   *
   * @param indices ascending, below {@link #count}; may repeat
   */
  List<RgbImage> at(long[] indices);

  @Override
  void close();
}
