package io.github.dino4j.data.collection;

import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the tests of this package do with sources again and again. */
final class Records {
  private Records() {}

  static List<ImageRecord> all(Object... inputs) {
    List<String> names = new ArrayList<>();
    for (Object input : inputs) {
      names.add(input.toString());
    }
    ImageSource source = ImageSource.of(names);
    List<ImageRecord> records = new ArrayList<>();
    try (RecordStream stream = source.open()) {
      stream.forEachRemaining(records::add);
    }
    return records;
  }

  static List<String> ids(Object... inputs) {
    return all(inputs).stream().map(ImageRecord::id).toList();
  }

  /** Makes files whose content is their own name. */
  static void touch(Path folder, String... names) {
    try {
      for (String name : names) {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("").normalize());
        Files.writeString(file, name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
