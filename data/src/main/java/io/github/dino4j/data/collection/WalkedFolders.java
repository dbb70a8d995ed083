package io.github.dino4j.data.collection;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which folders a walk has entered or is sure to enter, so that links lead to none twice and
 * circles end. Only the targets of links are remembered: everything below them, and below the root,
 * is walked in its own place.
 */
final class WalkedFolders {
  private final Set<Path> starts = new HashSet<>();

  /**
   * Whether a folder is to be walked where it was found.
   *
   * @param folder as it was found
   * @param real its real path
   * @param above the real path of the folder that it was found in; null for the root
   */
  boolean isNew(Path folder, Path real, @Nullable Path above) {
    boolean isLink = above == null || !real.equals(above.resolve(folder.getFileName()));
    if (!isLink) {
      return !starts.contains(real);
    }
    return !isReached(real) && starts.add(real);
  }

  /** Whether a walk from any start comes to a folder, passing over none on the way. */
  private boolean isReached(Path real) {
    for (Path at = real; at != null; at = at.getParent()) {
      if (starts.contains(at)) {
        return true;
      }
      Path name = at.getFileName();
      if (name == null || PassedOver.is(name.toString())) {
        return false;
      }
    }
    return false;
  }
}
