package io.github.dino4j.data.collection;

import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
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
 * Finds images, or clips, below a folder depth first, holding only the listings of the folders it
 * stands in. Sorted so that whole paths rise: a folder counts as its name followed by a slash. What
 * {@link PassedOver} names is passed over; links are followed, but into no folder for the second
 * time.
 */
final class FolderWalk {
  /** What the walk meets. */
  sealed interface Found {}

  record Image(Path file, String id) implements Found {}

  record Shard(Path file, String id) implements Found {}

  record Unlisted(Path folder, String id, String reason) implements Found {}

  private record Level(String prefix, Path real, Iterator<Entry> entries) {}

  /** A name, of a folder with a slash, and the path with the bytes that the disk has for it. */
  private record Entry(String name, Path path) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return name.compareTo(other.name);
    }
  }

  private final Media media;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final WalkedFolders walked = new WalkedFolders();
  private @Nullable Found unlisted;

  FolderWalk(Path root, Media media) {
    this.media = media;
    enter(root, "");
  }

  /** The next image, shard or unreadable folder, null at the end. */
  @Nullable Found next() {
    while (unlisted == null && !levels.isEmpty()) {
      Level level = levels.element();
      if (!level.entries.hasNext()) {
        levels.pop();
        continue;
      }
      Entry entry = level.entries.next();
      String id = level.prefix + entry.name;
      if (entry.name.endsWith("/")) {
        enter(entry.path, id);
      } else {
        return media == Media.IMAGES && ImageFiles.isShard(entry.name)
            ? new Shard(entry.path, id)
            : new Image(entry.path, id);
      }
    }
    Found problem = unlisted;
    unlisted = null;
    return problem;
  }

  private void enter(Path folder, String prefix) {
    try {
      Path real = folder.toRealPath();
      Path above = levels.isEmpty() ? null : levels.element().real;
      if (walked.isNew(folder, real, above)) {
        levels.push(new Level(prefix, real, list(folder).iterator()));
      }
    } catch (IOException e) {
      unlisted = new Unlisted(folder, prefix, "the folder cannot be listed: " + IoReason.of(e));
    }
  }

  /** What is looked for and folders (their names with a slash), or shards without it, sorted. */
  private List<Entry> list(Path folder) throws IOException {
    List<Entry> found = new ArrayList<>();
    List<Entry> shards = new ArrayList<>();
    boolean any = false;
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
      for (Path path : paths) {
        String name = PathText.text(path.getFileName());
        switch (kind(path, name)) {
          case FOLDER -> found.add(new Entry(name + "/", path));
          case SHARD -> shards.add(new Entry(name, path));
          case ONE -> {
            found.add(new Entry(name, path));
            any = true;
          }
          case OTHER -> {}
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    if (!any) {
      found.addAll(shards);
    }
    Collections.sort(found);
    return found;
  }

  private enum Kind {
    FOLDER,
    ONE,
    SHARD,
    OTHER
  }

  private Kind kind(Path path, String name) {
    if (PassedOver.is(name)) {
      return Kind.OTHER;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return media.isOne(path) ? Kind.ONE : Kind.FOLDER;
      }
      if (!attributes.isRegularFile()) {
        return Kind.OTHER;
      }
    } catch (IOException _) {
      // A dangling link with such a name is worth a reject.
      return media.hasName(name) ? Kind.ONE : Kind.OTHER;
    }
    if (media == Media.IMAGES && ImageFiles.isShard(name)) {
      return Kind.SHARD;
    }
    return media.isOne(path, name) ? Kind.ONE : Kind.OTHER;
  }
}
