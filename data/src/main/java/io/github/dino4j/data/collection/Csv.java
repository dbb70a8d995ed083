package io.github.dino4j.data.collection;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.input.SequenceReader;
import org.jspecify.annotations.Nullable;

/** Reads delimited text row by row as RFC 4180 has it, and what others write more loosely. */
public final class Csv implements AutoCloseable {
  /** A quote that is never closed would otherwise take the whole rest of the file as one field. */
  private static final int FIELD_LIMIT = 1 << 20;

  /**
   * A row put behind the last one. The library takes the end of the text for the end of an open
   * quote without a word; the mark inside a field shows it.
   */
  private static final String END = "\uffff";

  private final CloseableIterator<CsvRecord> rows;
  private long row;

  /** Opens a file, which {@link #close} closes. */
  public Csv(Path file, char delimiter) throws IOException {
    rows =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .skipEmptyLines(false) // they count
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .maxBufferSize(FIELD_LIMIT)
            .ofCsvRecord((Reader) new SequenceReader(reader(file), new StringReader("\n" + END)))
            .iterator();
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
  public long row() {
    return row;
  }

  /** The next row's fields, null at the end; empty lines are passed over. */
  public @Nullable List<String> next() throws IOException {
    while (true) {
      row++;
      List<String> fields = read();
      if (fields == null || fields.size() > 1 || !fields.getFirst().isBlank()) {
        return fields;
      }
    }
  }

  private @Nullable List<String> read() throws IOException {
    try {
      List<String> fields = rows.next().getFields();
      if (!fields.getLast().endsWith(END) || rows.hasNext()) {
        return fields;
      }
      if (fields.equals(List.of(END))) {
        return null;
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw new IOException(
          "row %d is too long; does it open a quote and never close it?".formatted(row), e);
    }
    throw new IOException("row %d opens a quote and never closes it".formatted(row));
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
