package io.github.dino4j.image.codec.bitmap;

import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import java.util.Arrays;

/** RLE4 and RLE8 of bitmaps, with Pillow's leniency: runs that pass a row's end are cut. */
final class BmpRunLength {
  private static final int END_OF_LINE = 0;
  private static final int END_OF_BITMAP = 1;
  private static final int DELTA = 2;

  private final Bytes file;
  private final BmpHeader header;
  private final byte[] indices;
  private int at;
  private int done;
  private int x;

  private BmpRunLength(Bytes file, BmpHeader header) {
    this.file = file;
    this.header = header;
    this.at = header.data();
    this.indices = new byte[header.width() * header.height()];
  }

  /** Palette indices in stored order. */
  static byte[] read(Bytes file, BmpHeader header) {
    return new BmpRunLength(file, header).read();
  }

  private byte[] read() {
    while (done < indices.length) {
      int count = file.u8(at);
      int value = file.u8(at + 1);
      at += 2;
      if (count > 0) {
        run(count, value);
      } else if (value == END_OF_LINE) {
        int over = done % header.width();
        done += over == 0 ? 0 : header.width() - over;
        x = 0;
      } else if (value == END_OF_BITMAP) {
        throw UnreadableImageException.broken("BMP", "its data end before the picture does");
      } else if (value == DELTA) {
        done = Math.min(indices.length, done + file.u8(at) + file.u8(at + 1) * header.width());
        at += 2;
        x = done % header.width();
      } else {
        literal(value);
      }
    }
    return indices;
  }

  private void run(int count, int value) {
    int fits = Math.max(0, Math.min(count, header.width() - x));
    fits = Math.min(fits, indices.length - done);
    if (header.bits() == 8) {
      Arrays.fill(indices, done, done + fits, (byte) value);
    } else {
      for (int i = 0; i < fits; i++) {
        indices[done + i] = (byte) (i % 2 == 0 ? value >> 4 : value & 15);
      }
    }
    done += fits;
    x += fits;
  }

  private void literal(int count) {
    int fits = Math.min(count, indices.length - done);
    for (int i = 0; i < fits; i++) {
      int octet = header.bits() == 8 ? file.u8(at + i) : file.u8(at + i / 2);
      indices[done + i] =
          (byte) (header.bits() == 8 ? octet : i % 2 == 0 ? octet >> 4 : octet & 15);
    }
    done += fits;
    x += count;
    int bytes = header.bits() == 8 ? fits : (fits + 1) / 2;
    at += bytes;
    at += at % 2;
  }
}
