package io.github.dino4j.curate.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a run of stages leaves: {@code plan.yaml}, a folder for each stage ({@code 01-filter},
 * {@code 02-dedup}), {@code manifest.parquet} and {@code report.html}.
 */
public record RunFolder(Path path) {
  /** A copy of the plan. */
  public Path plan() {
    return path.resolve("plan.yaml");
  }

  /** The files of the pool, which a run that goes on must find as they were. */
  public Path pool() {
    return path.resolve("pool.txt");
  }

  /** The images that were chosen: see {@link ManifestRow}. */
  public Path manifest() {
    return path.resolve("manifest.parquet");
  }

  /** What went and why, for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /**
   * The folder of a stage.
   *
   * @param number from 1 on
   */
  public StageFolder stage(int number, String kind) {
    return new StageFolder(path.resolve(String.format(Locale.ROOT, "%02d-%s", number, kind)));
  }

  /**
   * The stages that are done, in their order.
   *
   * @throws DinoException if the folder cannot be read
   */
  public List<StageFolder> done() {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> PathText.text(file.getFileName()).matches("\\d{2,}-[a-z-]+/?"))
          .sorted()
          .map(StageFolder::new)
          .filter(StageFolder::isDone)
          .toList();
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(path), IoReason.of(e)), e);
    }
  }
}
