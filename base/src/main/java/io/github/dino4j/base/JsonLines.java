package io.github.dino4j.base;

import io.github.dino4j.DinoException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Files of one JSON object a line, which grow as something goes on. A line that is no JSON object,
 * such as one that a killed process left half written, counts as not there.
 */
public final class JsonLines {
  private JsonLines() {}

  /** Takes an object, and may fail to write it. */
  private interface Taker {
    void take(Map<String, Object> object) throws IOException;
  }

  /**
   * Reads line by line, however long the file is.
   *
   * @param file none is as good as an empty one
   * @throws DinoException if it cannot be read
   */
  public static void read(Path file, Consumer<Map<String, Object>> each) {
    try {
      pass(file, each::accept);
    } catch (IOException e) {
      throw new DinoException("%s cannot be read: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /**
   * Writes the file anew, beside it and then in its place, with those of its lines that are to stay
   * and then {@code more}.
   *
   * @param more objects to add at the end
   * @throws DinoException if it cannot be written; then it is as it was
   */
  public static void rewrite(
      Path file, Predicate<Map<String, Object>> stays, List<Map<String, Object>> more) {
    try (WholeFile whole = new WholeFile(file)) {
      try (BufferedWriter out = Files.newBufferedWriter(whole.draft())) {
        pass(
            file,
            object -> {
              if (stays.test(object)) {
                write(out, object);
              }
            });
        for (Map<String, Object> object : more) {
          write(out, object);
        }
      }
      whole.commit();
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  private static void pass(Path file, Taker taker) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    // This reader takes bytes that are no UTF-8 for a bad line, others for a bad file.
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Map<String, Object> object = parse(line);
        if (object != null) {
          taker.take(object);
        }
      }
    }
  }

  private static @Nullable Map<String, Object> parse(String line) {
    try {
      return Json.object(line.getBytes(StandardCharsets.UTF_8));
    } catch (DinoException _) {
      return null;
    }
  }

  private static void write(BufferedWriter out, Map<String, Object> object) throws IOException {
    out.write(Json.compact(object));
    out.write('\n');
  }
}
