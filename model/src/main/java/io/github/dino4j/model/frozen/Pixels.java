package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.DinoException;
import io.github.dino4j.kernels.threads.SharedMemory;
import java.lang.foreign.MemorySegment;

/**
 * Normalised images {@code [images, channels, height, width]} in fp32, row-major. Owned by the
 * caller, who leaves them as they are while they are being read.
 */
public record Pixels(MemorySegment values, int images, int height, int width) {
  public Pixels {
    if (images <= 0 || height <= 0 || width <= 0) {
      throw new DinoException(
          "no pixels in a batch of %d images of %d x %d".formatted(images, height, width));
    }
  }

  /** Images in an array. */
  public Pixels(float[] values, int images, int height, int width) {
    this(MemorySegment.ofArray(values), images, height, width);
  }

  void checkSize(int channels) {
    long needed = (long) images * channels * height * width;
    if (values.byteSize() != needed * JAVA_FLOAT.byteSize()) {
      throw new DinoException(
          "%d values for %d images of %d x %d x %d: need %d"
              .formatted(values.byteSize() / 4, images, channels, height, width, needed));
    }
  }

  /** Readable by all threads: the caller waits, so its memory stays alive. */
  Pixels shared() {
    return new Pixels(SharedMemory.of(values), images, height, width);
  }
}
