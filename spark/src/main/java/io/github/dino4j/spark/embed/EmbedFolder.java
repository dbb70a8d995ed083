package io.github.dino4j.spark.embed;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.OutputPath;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an {@link EmbedDataset} writes: {@code part-NNNNN.parquet} with the features of a part,
 * {@code part-NNNNN.rejects.csv} with what of it could not be read, and {@code embed.json}, by
 * which a later run knows whether it goes on with the same work.
 */
record EmbedFolder(Path path) {
  private static final String DESCRIPTION = "embed.json";

  private String name(int part) {
    return "part-%05d".formatted(part);
  }

  /** The features of a part; the part is done when the file is there. */
  Path features(int part) {
    return path.resolve(name(part) + ".parquet");
  }

  /** What of a part could not be read; there is no file where all could. */
  Path rejects(int part) {
    return path.resolve(name(part) + ".rejects.csv");
  }

  /** Where attempts at parts are written until they are moved to their places. */
  private Path attempts() {
    return path.resolve(".attempts");
  }

  /** A file of an attempt alone. */
  Path attempt(String attempt, Path target) {
    return attempts().resolve(attempt).resolve(target.getFileName());
  }

  /** Moves a file of an attempt to its place, unless another attempt was faster. */
  static void publish(Path file, Path target) {
    try {
      if (Files.exists(target)) {
        Files.delete(file);
      } else {
        WholeFile.move(file, target);
      }
    } catch (IOException e) {
      throw WholeFile.failed(target, e);
    }
  }

  /**
   * Begins, or goes on with, work of these settings.
   *
   * @throws DinoException if the folder holds other work that may not be lost
   */
  void open(Map<String, String> settings, boolean overwrite) {
    OutputPath.requireFolder(path);
    try {
      if (overwrite) {
        clear(this::isOurs);
      }
      requireSame(settings);
      WholeFile.writeText(path.resolve(DESCRIPTION), Json.pretty(new TreeMap<>(settings)) + "\n");
      removeAttempts();
    } catch (IOException e) {
      throw WholeFile.failed(path, e);
    }
  }

  private void requireSame(Map<String, String> settings) throws IOException {
    Path description = path.resolve(DESCRIPTION);
    if (!Files.exists(description)) {
      if (list(this::isOurs).isEmpty()) {
        return;
      }
      throw new DinoException(
          "%s holds parts and no %s: name another folder, or --overwrite"
              .formatted(PathText.text(path), DESCRIPTION));
    }
    Map<String, Object> begun = Json.object(Files.readAllBytes(description));
    TreeSet<String> names = new TreeSet<>(begun.keySet());
    names.addAll(settings.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String before = String.valueOf(begun.getOrDefault(name, "none"));
      String now = settings.getOrDefault(name, "none");
      if (!before.equals(now)) {
        differences.add("%s %s, now %s".formatted(name, before, now));
      }
    }
    if (!differences.isEmpty()) {
      throw new DinoException(
          "%s was begun with other settings (%s): name another folder, or --overwrite"
              .formatted(PathText.text(path), String.join("; ", differences)));
    }
  }

  private boolean isOurs(String name) {
    return name.equals(DESCRIPTION) || name.matches("part-\\d{5,}\\.(parquet|rejects\\.csv)");
  }

  private List<Path> list(java.util.function.Predicate<String> names) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(file -> names.test(PathText.text(file.getFileName()))).toList();
    }
  }

  private void clear(java.util.function.Predicate<String> names) throws IOException {
    for (Path file : list(names)) {
      Files.delete(file);
    }
  }

  /** What killed processes left. A process that is still at it fails, and is not waited for. */
  void removeAttempts() {
    if (!Files.exists(attempts())) {
      return;
    }
    try (Stream<Path> files = Files.walk(attempts())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(attempts()), IoReason.of(e)), e);
    }
  }
}
