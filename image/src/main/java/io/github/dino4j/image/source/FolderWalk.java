package io.github.dino4j.image.source;

import io.github.dino4j.files.IoReason;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds images below a folder depth first, holding only the listings of the folders it stands in.
 * Sorted so that whole paths rise: a folder counts as its name followed by a slash. Names that
 * begin with a dot are passed over; links are followed, but never into a folder that is being
 * walked.
 */
final class FolderWalk {
  /** What the walk meets. */
  sealed interface Found {}

  record Image(Path file, String id) implements Found {}

  record Shard(Path file, String id) implements Found {}

  record Unlisted(Path folder, String id, String reason) implements Found {}

  private record Level(Path folder, String prefix, Path real, Iterator<String> names) {}

  private final Deque<Level> levels = new ArrayDeque<>();
  private @Nullable Found unlisted;

  FolderWalk(Path root) {
    enter(root, "");
  }

  /** The next image, shard or unreadable folder, null at the end. */
  @Nullable Found next() {
    while (unlisted == null && !levels.isEmpty()) {
      Level level = levels.element();
      if (!level.names.hasNext()) {
        levels.pop();
        continue;
      }
      String name = level.names.next();
      String id = level.prefix + name;
      if (name.endsWith("/")) {
        enter(level.folder.resolve(name.substring(0, name.length() - 1)), id);
      } else {
        Path file = level.folder.resolve(name);
        return ImageFiles.isShard(name) ? new Shard(file, id) : new Image(file, id);
      }
    }
    Found problem = unlisted;
    unlisted = null;
    return problem;
  }

  private void enter(Path folder, String prefix) {
    try {
      Path real = folder.toRealPath();
      if (levels.stream().noneMatch(level -> level.real.equals(real))) {
        levels.push(new Level(folder, prefix, real, list(folder).iterator()));
      }
    } catch (IOException e) {
      unlisted = new Unlisted(folder, prefix, "the folder cannot be listed: " + IoReason.of(e));
    }
  }

  /** The sorted names of images and folders (these with a slash), or of shards without images. */
  private static List<String> list(Path folder) throws IOException {
    List<String> names = new ArrayList<>();
    List<String> shards = new ArrayList<>();
    boolean images = false;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        switch (kind(entry, name)) {
          case FOLDER -> names.add(name + "/");
          case SHARD -> shards.add(name);
          case IMAGE -> {
            names.add(name);
            images = true;
          }
          case OTHER -> {}
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (!images) {
      names.addAll(shards);
    }
    Collections.sort(names);
    return names;
  }

  private enum Kind {
    FOLDER,
    IMAGE,
    SHARD,
    OTHER
  }

  private static Kind kind(Path entry, String name) {
    if (name.startsWith(".")) {
      return Kind.OTHER;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return Kind.FOLDER;
      }
      if (!attributes.isRegularFile()) {
        return Kind.OTHER;
      }
    } catch (IOException _) {
      // A dangling link with an image's name is worth a reject.
      return ImageFiles.hasImageName(name) ? Kind.IMAGE : Kind.OTHER;
    }
    if (ImageFiles.isShard(name)) {
      return Kind.SHARD;
    }
    return ImageFiles.isImage(entry, name) ? Kind.IMAGE : Kind.OTHER;
  }
}
