package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One path a line; empty lines and lines that begin with # say nothing. Where the text holds NUL
 * characters these end the paths instead, as {@code find -print0} has it.
 *
 * @param file with the text
 * @param manifest where its paths start
 */
record TextList(Path file, Manifest manifest) implements Input {
  /** A list in a file, whose relative paths start at its folder. */
  static TextList of(Path file) {
    return new TextList(file, Manifest.of(file));
  }

  @Override
  public RecordStream open() {
    return new PullStream(manifest.name(), manifest.name()) {
      private @Nullable ListEntries entries;

      @Override
      @Nullable ImageRecord pull() throws IOException {
        if (entries == null) {
          entries = new ListEntries(file);
        }
        String entry = entries.next();
        return entry == null ? null : manifest.image(null, entry, Annotation.NONE);
      }

      @Override
      void release() throws IOException {
        if (entries != null) {
          entries.close();
        }
      }
    };
  }

  @Override
  public void split(FileSplits splits) {
    if (!manifest.name().equals(PathText.text(file))) {
      throw new DinoException(
          "a list on %s cannot be read by other machines: write it to a file"
              .formatted(manifest.name()));
    }
    splits.addEntries(manifest.name(), count().orElse(0));
  }

  @Override
  public OptionalLong count() {
    long count = 0;
    try (ListEntries entries = new ListEntries(file)) {
      while (entries.next() != null) {
        count++;
      }
      return OptionalLong.of(count);
    } catch (IOException _) {
      return OptionalLong.empty();
    }
  }
}
