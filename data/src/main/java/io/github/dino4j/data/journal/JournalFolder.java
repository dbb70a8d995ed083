package io.github.dino4j.data.journal;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a target and of the folder of a run that was broken off. */
final class JournalFolder {
  private JournalFolder() {}

  /** Leaves a folder with exactly these settings, new or of the run to go on with. */
  static void prepare(Path target, Path folder, JournalSettings wanted) throws IOException {
    JournalSettings begun = JournalSettings.read(folder);
    boolean same = begun != null && begun.settings().equals(wanted.settings());
    if (begun != null && !same && !wanted.replaces()) {
      throw new DinoException(
          "%s was begun with other settings (%s): run the first command again to go on, or start anew with --overwrite"
              .formatted(folder, begun.differences(wanted.settings())));
    }
    checkTarget(target, begun, wanted.replaces());
    if (!same) {
      remove(folder);
      Files.createDirectories(folder);
      wanted.write(folder);
    }
  }

  /** Refuses to write over a target that is not of this run's own making. */
  static void checkTarget(Path target, @Nullable JournalSettings begun, boolean overwrite) {
    if (!overwrite && Files.exists(target) && !finishing(begun)) {
      throw new DinoException("%s exists; --overwrite replaces it".formatted(target));
    }
  }

  static Path beside(Path target) {
    return PathText.beside(target, "", ".partial");
  }

  /** A target beside a journal that may not overwrite comes from that journal's own end. */
  private static boolean finishing(@Nullable JournalSettings begun) {
    return begun != null && !begun.replaces();
  }

  /** The settings go first: without them the rest is litter, whenever the process ends. */
  static void remove(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    Files.deleteIfExists(JournalSettings.in(folder));
    List<Path> files;
    try (Stream<Path> listed = Files.list(folder)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
    Files.delete(folder);
  }
}
