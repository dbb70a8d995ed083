package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;

/**
 * The grids of patches of a file's images where they differ, and so where the patches of each begin
 * in a tensor {@code [patches of all images, dim]}.
 */
final class Grids {
  /** The tensor of a safetensors file that has them, {@code [images, 2]}: rows and columns. */
  static final String NAME = "grids";

  /** Of one grid in a file: two integers. */
  static final int BYTES = 2 * Integer.BYTES;

  private final int[] sides; // [images, 2]
  private final long[] starts; // [images + 1]

  private Grids(int[] sides) throws IOException {
    this.sides = sides;
    this.starts = new long[sides.length / 2 + 1];
    for (int i = 0; i < images(); i++) {
      if (rows(i) < 1 || columns(i) < 1) {
        throw new IOException("a grid of %d x %d patches".formatted(rows(i), columns(i)));
      }
      starts[i + 1] = starts[i] + (long) rows(i) * columns(i);
    }
  }

  /**
   * @param at where they begin in the file
   * @param shape as the file's header has it
   */
  static Grids read(FileChannel file, long at, long[] shape) throws IOException {
    if (shape.length != 2 || shape[0] < 1 || shape[1] != 2) {
      throw new IOException("its %s are not int32 of [images, 2]".formatted(NAME));
    }
    long bytes = Math.multiplyExact(shape[0], BYTES);
    if (file.size() - at < bytes) {
      throw new IOException(
          "it ends after %d of %d bytes".formatted(file.size(), Math.addExact(at, bytes)));
    }
    ByteBuffer numbers = NpyHeader.bytes(file.position(at), Math.toIntExact(bytes));
    IntBuffer sides = numbers.asIntBuffer();
    int[] all = new int[sides.remaining()];
    sides.get(all);
    return new Grids(all);
  }

  int images() {
    return sides.length / 2;
  }

  /** Of all images. */
  long patches() {
    return starts[images()];
  }

  int rows(int image) {
    return sides[2 * image];
  }

  int columns(int image) {
    return sides[2 * image + 1];
  }

  /** Patches of all images before this one, which may be one more than there are. */
  long start(int image) {
    return starts[image];
  }
}
