package io.github.dino4j.evaluate.head;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.model.catalogue.DownloadProgress;
import io.github.dino4j.model.catalogue.DownloadSettings;
import io.github.dino4j.model.catalogue.ModelCache;
import io.github.dino4j.model.catalogue.ModelDownloader;
import io.github.dino4j.model.catalogue.ReleasedHead;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the head that a user names. */
public final class HeadFiles {
  private HeadFiles() {}

  /**
   * @param reference a folder or a file, or the name of a released head, downloaded if need be
   * @throws DinoException if there is no such thing, or it cannot be had
   */
  public static Path find(String reference, DownloadProgress progress) {
    require(reference);
    Path path = PathText.path(reference);
    if (Files.exists(path)) {
      return path;
    }
    return new ModelDownloader(ModelCache.ofEnvironment(), DownloadSettings.ofEnvironment())
        .fetch(released(reference).orElseThrow(), progress);
  }

  /**
   * Makes sure, without a download, that there is such a head.
   *
   * @throws DinoException if there is not
   */
  public static void require(String reference) {
    if (!Files.exists(PathText.path(reference)) && released(reference).isEmpty()) {
      throw new DinoException(
          "%s is no file, no folder and no released head; those are named like dinov2_vits14_linear4, see dino4j models list"
              .formatted(reference));
    }
  }

  /** The released head of this name, or whose file has this name wherever it lies. */
  public static Optional<ReleasedHead> released(String reference) {
    Path name = PathText.path(reference).getFileName();
    return ReleasedHead.find(name == null ? reference : PathText.text(name))
        .or(() -> ReleasedHead.find(reference));
  }
}
