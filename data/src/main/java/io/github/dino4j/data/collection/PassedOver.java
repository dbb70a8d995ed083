package io.github.dino4j.data.collection;

import java.util.Locale;
import java.util.Set;

/**
 * Names that no photo of the user's own lies under: hidden ones, which begin with a dot (macOS
 * writes {@code ._photo.jpg} beside a photo), and what systems and network disks keep for
 * themselves: thumbnails, recycle bins, snapshots, what an archive tool or a file system check
 * left.
 */
final class PassedOver {
  private static final Set<String> SYSTEM =
      Set.of(
          "@eadir",
          "@tmp",
          "@recycle",
          "@recently-snapshot",
          "@sharebin",
          "@sharesnap",
          "#recycle",
          "#snapshot",
          "__macosx",
          "lost+found",
          "$recycle.bin",
          "recycler",
          "system volume information",
          "found.000",
          "network trash folder",
          "temporary items");

  private PassedOver() {}

  /** Whether a file or folder of this name, without its path, is none of the user's. */
  static boolean is(String name) {
    return name.startsWith(".") || isOfSystem(name);
  }

  /** Whether a folder on the way to a file is one of these; the slashes are those of the path. */
  static boolean isBelowOne(String path) {
    int start = 0;
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
      if (isOfSystem(path.substring(start, slash))) {
        return true;
      }
      start = slash + 1;
    }
    return false;
  }

  private static boolean isOfSystem(String name) {
    return SYSTEM.contains(name.toLowerCase(Locale.ROOT));
  }
}
