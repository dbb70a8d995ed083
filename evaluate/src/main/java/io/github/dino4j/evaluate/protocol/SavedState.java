package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The state of a training under way, so that the same command goes on after a kill. Its name holds
 * a digest of what is trained on what, so that another request begins anew.
 */
public final class SavedState {
  private static final long EVERY = Duration.ofSeconds(20).toNanos();

  private final Path file;
  private final Evaluation evaluation;
  private long saved = System.nanoTime();

  private SavedState(Path file, Evaluation evaluation) {
    this.file = file;
    this.evaluation = evaluation;
  }

  /**
   * @param file whose name before its first dot becomes part of the real one
   */
  public static SavedState of(Path file, Evaluation evaluation, Request request) {
    CRC32C digest = new CRC32C();
    String all =
        "%s\n%s\n%s\n%s"
            .formatted(
                evaluation.source().backbone(),
                evaluation.source().facts(),
                request.train(),
                request.settings().values());
    digest.update(all.getBytes(StandardCharsets.UTF_8));
    String name = String.valueOf(file.getFileName());
    int dot = name.indexOf('.');
    Path named =
        file.resolveSibling(
            "%s-%08x%s".formatted(name.substring(0, dot), digest.getValue(), name.substring(dot)));
    return new SavedState(named, evaluation);
  }

  /** Goes on from the file, if there is one. */
  public void load(Consumer<Path> load) {
    if (Files.exists(file)) {
      load.accept(file);
      evaluation.listener().say("goes on from " + PathText.text(file));
    }
  }

  /** Writes the file if the last time is long enough ago. */
  public void saveNowAndThen(Consumer<Path> save) {
    if (System.nanoTime() - saved > EVERY) {
      create();
      save.accept(file);
      saved = System.nanoTime();
    }
  }

  private void create() {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }

  /** When it is of no use any more. */
  public void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(file, IoReason.of(e)), e);
    }
  }
}
