package io.github.dino4j.data.collection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads delimited text row by row as RFC 4180 has it: quotes around a field, two of them for one
 * inside, line ends inside quotes.
 */
final class Csv implements AutoCloseable {
  /** A quote that is never closed would otherwise take the whole rest of the file as one field. */
  private static final int FIELD_LIMIT = 1 << 20;

  private final BufferedReader in;
  private final char delimiter;
  private long row;

  Csv(Path file, char delimiter) throws IOException {
    this.in = reader(file);
    this.delimiter = delimiter;
  }

  /** UTF-8 text without the byte order mark that spreadsheets put first; odd bytes are kept odd. */
  static BufferedReader reader(Path file) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8), 1 << 16);
    in.mark(1);
    if (in.read() != '\ufeff') {
      in.reset();
    }
    return in;
  }

  /** The number of the row read last; the header is row 1. */
  long row() {
    return row;
  }

  /** The next row's fields, null at the end; empty lines are passed over. */
  @Nullable List<String> next() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      row++;
      List<String> fields = fields(first);
      if (fields.size() > 1 || !fields.getFirst().isBlank()) {
        return fields;
      }
    }
  }

  private List<String> fields(int first) throws IOException {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    int c = first;
    while (c >= 0 && c != '\n') {
      if (c == delimiter) {
        fields.add(field.toString());
        field.setLength(0);
      } else if (c == '"' && field.isEmpty()) {
        quoted(field);
      } else if (c != '\r') {
        field.append((char) c);
      }
      c = in.read();
    }
    fields.add(field.toString());
    return fields;
  }

  /** Reads up to the closing quote, which it consumes. */
  private void quoted(StringBuilder field) throws IOException {
    while (field.length() < FIELD_LIMIT) {
      int c = in.read();
      if (c < 0) {
        break;
      }
      if (c == '"') {
        in.mark(1);
        if (in.read() != '"') {
          in.reset();
          return;
        }
      }
      field.append((char) c);
    }
    throw new IOException("row %d opens a quote and never closes it".formatted(row));
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
