package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.files.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where a run keeps what it makes: everything needed to go on, to judge it, and to use it.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
  /** The resolved configuration, every key. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** Seed, versions, data and its fingerprint. */
  public Path record() {
    return path.resolve("run.json");
  }

  /** One line a step. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** Images that could not be read, with the reason. */
  public Path rejects() {
    return path.resolve("rejects.csv");
  }

  /** The teacher's backbone, to be used as a model. */
  public Path teacher() {
    return path.resolve("teacher.safetensors");
  }

  /** Curves and pictures. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** States to go on from. */
  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  /** Whether a run was begun here. */
  public boolean holdsRun() {
    return Files.exists(record());
  }

  /**
   * Makes sure that a new run may begin here.
   *
   * @throws DinoException if the folder holds a run or other files, or cannot be made
   */
  public void requireFresh() {
    if (holdsRun()) {
      throw new DinoException(
          "%s holds a run already: go on with it by --resume, or choose another folder by -o"
              .formatted(path));
    }
    try (Stream<Path> content = Files.exists(path) ? Files.list(path) : Stream.empty()) {
      if (content.findAny().isPresent()) {
        throw new DinoException(path + " is not empty: choose another folder by -o");
      }
    } catch (IOException e) {
      throw new DinoException(path + " cannot be looked into: is it a folder?", e);
    }
  }

  /**
   * Makes sure that there is a run to go on with.
   *
   * @throws DinoException if there is none
   */
  public void requireRun() {
    if (!holdsRun()) {
      throw new DinoException(
          "%s holds no run to go on with: leave --resume away to begin one".formatted(path));
    }
  }

  void write(Path file, String text) {
    WholeFile.writeText(file, text);
  }
}
