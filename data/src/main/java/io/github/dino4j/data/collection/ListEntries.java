package io.github.dino4j.data.collection;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the paths of a {@link TextList} one by one. */
final class ListEntries implements AutoCloseable {
  /** No path is longer, so a NUL that ends the first one shows by then. */
  private static final int LOOK_AHEAD = 1 << 14;

  private final BufferedReader in;
  private final boolean byNul;

  ListEntries(Path file) throws IOException {
    in = Csv.reader(file);
    byNul = hasNul(in);
  }

  private static boolean hasNul(BufferedReader in) throws IOException {
    in.mark(LOOK_AHEAD);
    int c = in.read();
    for (int i = 1; c > 0 && i < LOOK_AHEAD; i++) {
      c = in.read();
    }
    in.reset();
    return c == 0;
  }

  /** The next path, null at the end. */
  @Nullable String next() throws IOException {
    if (byNul) {
      return untilNul();
    }
    String line = in.readLine();
    while (line != null && (line.isBlank() || line.startsWith("#"))) {
      line = in.readLine();
    }
    return line == null ? null : line.strip();
  }

  /** A path may hold anything else, line ends too. */
  private @Nullable String untilNul() throws IOException {
    StringBuilder entry = new StringBuilder();
    int c = in.read();
    while (c > 0 || (c == 0 && entry.isEmpty())) {
      if (c > 0) {
        entry.append((char) c);
      }
      c = in.read();
    }
    return entry.isEmpty() ? null : entry.toString();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
