package io.github.dino4j.pretrain.run;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.pretrain.report.ReportPage;
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
  private static final String LOCK = ".lock";

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

  /** One line a probe. */
  public Path probes() {
    return path.resolve("probes.jsonl");
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

  /** Reports of the evaluations at the end, a folder each. */
  public Path evaluation() {
    return path.resolve(ReportPage.EVALUATION);
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
   * @throws DinoException if it is a file, or a folder that holds a run or other files
   */
  public void requireFresh() {
    requireNoRun();
    if (!Files.exists(path)) {
      return;
    }
    if (!Files.isDirectory(path)) {
      throw new DinoException(path + " is a file: choose a folder by -o");
    }
    try (Stream<Path> content = Files.list(path)) {
      if (content.anyMatch(file -> !file.equals(lock()))) {
        throw new DinoException(path + " is not empty: choose another folder by -o");
      }
    } catch (IOException e) {
      throw new DinoException(
          "%s cannot be looked into: %s; choose another folder by -o"
              .formatted(path, IoReason.of(e)),
          e);
    }
  }

  void requireNoRun() {
    if (holdsRun()) {
      throw new DinoException(
          "%s holds a run already: go on with it by --resume, or choose another folder by -o"
              .formatted(path));
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

  private Path lock() {
    return path.resolve(LOCK);
  }

  /**
   * Makes sure, as far as one can without making the folder, that nobody trains here.
   *
   * @throws DinoException if a process does
   */
  void requireUnused() {
    if (Files.exists(lock())) {
      take().close();
    }
  }

  /**
   * Makes the folder and keeps others from training in it, for as long as this process lives or
   * until the lock is closed, which is the caller's. Reading needs none.
   *
   * @throws DinoException if another process trains here, or the folder cannot be made
   */
  public LockFile take() {
    try {
      Files.createDirectories(path);
      return LockFile.take(lock()).orElseThrow(this::inUse);
    } catch (IOException e) {
      throw new DinoException(
          "%s cannot be written: %s; choose another folder by -o".formatted(path, IoReason.of(e)),
          e);
    }
  }

  private DinoException inUse() {
    return new DinoException(
        "%s is being trained in by %s: wait for its end, stop it, or choose another folder by -o"
            .formatted(path, LockFile.holder(lock())));
  }

  void write(Path file, String text) {
    WholeFile.writeText(file, text);
  }
}
