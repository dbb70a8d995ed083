package io.github.dino4j.data.record;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dino4j.base.WholeFile;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

/**
 * The list of images that could not be used: {@code path} and {@code reason}, as CSV with a header,
 * or one JSON object a line when the name ends in {@code .jsonl}.
 */
public final class RejectsFile {
  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private RejectsFile() {}

  /**
   * Writes all rejects, whole or not at all.
   *
   * @return how many there were
   * @throws io.github.dino4j.DinoException when the file cannot be written
   */
  public static long write(Path file, Iterator<Reject> rejects) {
    boolean json = file.toString().endsWith(".jsonl");
    long count = 0;
    try (WholeFile whole = new WholeFile(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.draft())) {
        if (!json) {
          out.write("path,reason\n");
        }
        for (; rejects.hasNext(); count++) {
          Reject reject = rejects.next();
          out.write(json ? json(reject) : quoted(reject.path()) + ',' + quoted(reject.reason()));
          out.write('\n');
        }
      }
      whole.commit();
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
    return count;
  }

  private static String json(Reject reject) throws IOException {
    return JSON.writeValueAsString(reject);
  }

  private static String quoted(String field) {
    return field.matches("[^\",\r\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
