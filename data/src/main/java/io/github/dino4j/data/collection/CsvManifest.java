package io.github.dino4j.data.collection;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.data.record.Annotation;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A table in text with a header: commas or, where the header has none, semicolons; tabs in {@code
 * .tsv}.
 */
final class CsvManifest implements Input {
  private final Path file;
  private final Manifest manifest;
  private final char delimiter;
  private final List<String> header;
  private final Columns columns;

  /** Reads the header, so that a manifest of no use is refused before the run begins. */
  CsvManifest(Path file) {
    this.file = file;
    this.manifest = Manifest.of(file);
    try {
      this.delimiter = delimiter(file);
      try (Csv rows = new Csv(file, delimiter)) {
        List<String> names = rows.next();
        if (names == null) {
          throw new DinoException("%s: the manifest is empty".formatted(file));
        }
        this.header = names;
        this.columns = Columns.of(header);
        if (columns.path() < 0) {
          throw Columns.noPath(file, header);
        }
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  private static char delimiter(Path file) throws IOException {
    if (ImageFiles.extension(file.toString()).equals("tsv")) {
      return '\t';
    }
    try (BufferedReader in = Csv.reader(file)) {
      String header = in.readLine();
      return header != null && header.indexOf(',') < 0 && header.indexOf(';') >= 0 ? ';' : ',';
    }
  }

  @Override
  public RecordStream open() {
    return new PullStream(manifest.fileName(), manifest.name()) {
      private @Nullable Csv rows;

      @Override
      @Nullable ImageRecord pull() throws IOException {
        if (rows == null) {
          rows = new Csv(file, delimiter);
          rows.next();
        }
        List<String> row = rows.next();
        return row == null ? null : image(row, rows.row());
      }

      @Override
      void release() throws IOException {
        if (rows != null) {
          rows.close();
        }
      }
    };
  }

  private ImageRecord image(List<String> row, long number) {
    String entry = Columns.field(row, columns.path());
    return entry == null || entry.isEmpty()
        ? manifest.badRow(number, "the row has no path")
        : manifest.image(Columns.field(row, columns.id()), entry, annotation(row));
  }

  private Annotation annotation(List<String> row) {
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(header.size(), row.size()); i++) {
      fields.putIfAbsent(header.get(i).strip().toLowerCase(Locale.ROOT), row.get(i).strip());
    }
    return Annotation.ofColumns(fields);
  }

  @Override
  public void split(FileSplits splits) {
    splits.addEntries(manifest.name(), count().orElse(0));
  }

  @Override
  public OptionalLong count() {
    try (RecordStream records = open()) {
      return OptionalLong.of(records.skip(Long.MAX_VALUE));
    }
  }
}
