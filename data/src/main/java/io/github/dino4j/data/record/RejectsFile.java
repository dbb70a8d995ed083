package io.github.dino4j.data.record;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The list of images that could not be used: {@code path} and {@code reason}, as CSV with a header,
 * or one JSON object a line when the name ends in {@code .jsonl}.
 */
public final class RejectsFile {
  private RejectsFile() {}

  /**
   * Writes all rejects, whole or not at all.
   *
   * @return how many there were
   * @throws io.github.dino4j.DinoException when the file cannot be written
   */
  public static long write(Path file, Iterator<Reject> rejects) {
    boolean json = file.toString().endsWith(".jsonl");
    long count;
    try (WholeFile whole = new WholeFile(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.draft())) {
        count = json ? writeJson(out, rejects) : writeCsv(out, rejects);
      }
      whole.commit();
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
    return count;
  }

  /**
   * How many rejects a list in CSV has.
   *
   * @throws DinoException when it cannot be read
   */
  public static long count(Path file) {
    try (CsvReader<CsvRecord> rows =
        CsvReader.builder().ofCsvRecord(Files.newBufferedReader(file))) {
      return rows.stream().count() - 1;
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    }
  }

  private static long writeCsv(Writer out, Iterator<Reject> rejects) throws IOException {
    CsvWriter csv = CsvFormat.writer(out);
    long count = 0;
    try {
      csv.writeRecord("path", "reason");
      for (; rejects.hasNext(); count++) {
        Reject reject = rejects.next();
        csv.writeRecord(reject.path(), reject.reason());
      }
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return count;
  }

  private static long writeJson(Writer out, Iterator<Reject> rejects) throws IOException {
    long count = 0;
    for (; rejects.hasNext(); count++) {
      Reject reject = rejects.next();
      Map<String, String> object = new LinkedHashMap<>();
      object.put("path", reject.path());
      object.put("reason", reject.reason());
      out.write(Json.compact(object));
      out.write('\n');
    }
    return count;
  }
}
