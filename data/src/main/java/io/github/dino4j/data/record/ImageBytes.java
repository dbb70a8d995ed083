package io.github.dino4j.data.record;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The encoded bytes of an image, read when asked for. May be called from any thread. */
@FunctionalInterface
public interface ImageBytes {
  /** No encoded image of sense is larger; a larger file is refused before it fills the memory. */
  long LIMIT = 1L << 30;

  /** Reads the whole encoded image. */
  byte[] read() throws IOException;

  /** Whether they lie in memory already, because their place cannot be gone back to. */
  default boolean isHeld() {
    return false;
  }

  /** Bytes that lie in memory. */
  static ImageBytes held(byte[] bytes) {
    return new ImageBytes() {
      @Override
      public byte[] read() {
        return bytes;
      }

      @Override
      public boolean isHeld() {
        return true;
      }
    };
  }

  /** The bytes of a file. */
  static ImageBytes of(Path file) {
    return () -> {
      if (Files.isDirectory(file)) {
        throw new IOException("is a folder, not an image");
      }
      checkSize(Files.size(file));
      return Files.readAllBytes(file);
    };
  }

  /** Bytes that cannot be had, for a reason already known. */
  static ImageBytes missing(String reason) {
    return () -> {
      throw new IOException(reason);
    };
  }

  static void checkSize(long size) throws IOException {
    if (size > LIMIT) {
      throw new IOException("%d bytes are too many for one image".formatted(size));
    }
  }
}
