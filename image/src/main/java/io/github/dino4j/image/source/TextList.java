package io.github.dino4j.image.source;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A text file with one path a line; empty lines and lines that begin with # say nothing. */
record TextList(Path file) implements Input {
  @Override
  public RecordStream open() {
    Manifest manifest = new Manifest(file);
    return new PullStream(file.toString(), file.toString()) {
      private @Nullable BufferedReader lines;

      @Override
      @Nullable ImageRecord pull() throws IOException {
        if (lines == null) {
          lines = Csv.reader(file);
        }
        String entry = nextEntry(lines);
        return entry == null ? null : manifest.image(null, entry, null);
      }

      @Override
      void release() throws IOException {
        if (lines != null) {
          lines.close();
        }
      }
    };
  }

  @Override
  public OptionalLong count() {
    long count = 0;
    try (BufferedReader lines = Csv.reader(file)) {
      while (nextEntry(lines) != null) {
        count++;
      }
      return OptionalLong.of(count);
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }

  private static @Nullable String nextEntry(BufferedReader lines) throws IOException {
    String line = lines.readLine();
    while (line != null && (line.isBlank() || line.startsWith("#"))) {
      line = lines.readLine();
    }
    return line == null ? null : line.strip();
  }
}
