package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates the data chunks of a PNG and undoes the filter of each row (PNG, section 9). */
public final class PngRows implements AutoCloseable {
  private static final int CHUNK_FRAME = 12;

  /** No deflate stream grows more than this; a header that asks for more lies. */
  static final int LARGEST_RATIO = 1032;

  private final Bytes file;
  private final Inflater inflater = new Inflater();
  private final byte[] filter = new byte[1];
  private int chunk;

  PngRows(Bytes file, int firstChunk) {
    this.file = file;
    this.chunk = firstChunk;
  }

  /**
   * Reads one row into {@code row}.
   *
   * @param above the row before, zeros for the first of a pass
   * @param step distance in bytes to the pixel on the left
   */
  void read(byte[] row, byte[] above, int step) {
    fill(filter, 1);
    fill(row, row.length);
    switch (filter[0]) {
      case 0 -> {}
      case 1 -> {
        for (int i = step; i < row.length; i++) {
          row[i] += row[i - step];
        }
      }
      case 2 -> {
        for (int i = 0; i < row.length; i++) {
          row[i] += above[i];
        }
      }
      case 3 -> average(row, above, step);
      case 4 -> paeth(row, above, step);
      default ->
          throw UnreadableImageException.broken("PNG", "a row has filter " + (filter[0] & 0xff));
    }
  }

  private static void average(byte[] row, byte[] above, int step) {
    for (int i = 0; i < row.length; i++) {
      int left = i < step ? 0 : row[i - step] & 0xff;
      row[i] += (byte) ((left + (above[i] & 0xff)) >> 1);
    }
  }

  private static void paeth(byte[] row, byte[] above, int step) {
    for (int i = 0; i < Math.min(step, row.length); i++) {
      row[i] += above[i];
    }
    for (int i = step; i < row.length; i++) {
      int left = row[i - step] & 0xff;
      int up = above[i] & 0xff;
      int corner = above[i - step] & 0xff;
      int toLeft = Math.abs(up - corner);
      int toUp = Math.abs(left - corner);
      int toCorner = Math.abs(left + up - 2 * corner);
      boolean isLeft = toLeft <= toUp && toLeft <= toCorner;
      row[i] += (byte) (isLeft ? left : toUp <= toCorner ? up : corner);
    }
  }

  private void fill(byte[] target, int length) {
    try {
      for (int done = 0; done < length; ) {
        int count = inflater.inflate(target, done, length - done);
        done += count;
        if (count == 0) {
          feed();
        }
      }
    } catch (DataFormatException e) {
      throw UnreadableImageException.broken("PNG", "its compressed data are damaged");
    }
  }

  /** Hands the next data chunk to the inflater; they follow each other without gaps. */
  private void feed() {
    if (inflater.finished() || inflater.needsDictionary()) {
      throw UnreadableImageException.broken("PNG", "its data end before the picture does");
    }
    if (!file.has(chunk + 4, "IDAT")) {
      throw UnreadableImageException.truncated(file.size());
    }
    long length = file.u32(chunk);
    int start = chunk + 8;
    int present = (int) Math.min(length, file.size() - start);
    inflater.setInput(file.data, start, present);
    chunk = (int) Math.min(Integer.MAX_VALUE - CHUNK_FRAME, chunk + CHUNK_FRAME + length);
  }

  @Override
  public void close() {
    inflater.end();
  }
}
