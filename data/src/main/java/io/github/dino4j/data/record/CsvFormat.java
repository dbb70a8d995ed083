package io.github.dino4j.data.record;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.Writer;

/** How tables of text are written: commas, quotes where they are needed, lines that end in LF. */
public final class CsvFormat {
  /** A path or a column may begin with {@code #}. */
  private static final char NO_COMMENT = 0;

  private CsvFormat() {}

  /** Writes records to {@code out}, which stays the caller's. */
  public static CsvWriter writer(Writer out) {
    return CsvWriter.builder()
        .commentCharacter(NO_COMMENT)
        .lineDelimiter(LineDelimiter.LF)
        .build(out);
  }
}
