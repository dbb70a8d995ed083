package io.github.dino4j.model.catalogue;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.model.weights.ModelFile;
import io.github.dino4j.model.weights.ModelHints;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the model that a user names. */
public final class ModelFiles {
  private ModelFiles() {}

  /**
   * Opens a model.
   *
   * @param reference {@code demo}, a file, a folder, or a name or alias of the catalogue,
   *     downloaded if need be
   * @return owned by the caller
   * @throws DinoException if there is no such thing, or it cannot be had or read
   */
  public static ModelFile open(String reference, DownloadProgress progress) {
    return open(reference, ModelHints.NONE, progress);
  }

  /** The same, with what the user knows of weights that do not say it. */
  public static ModelFile open(String reference, ModelHints hints, DownloadProgress progress) {
    if (reference.equals(DemoModel.NAME)) {
      return DemoModel.open(hints);
    }
    Path path = PathText.path(reference);
    if (Files.exists(path)) {
      return ModelFile.open(path, hints);
    }
    Optional<ReleasedModel> released = ModelCatalogue.find(reference);
    if (released.isEmpty()) {
      throw unknown(reference);
    }
    Path file =
        new ModelDownloader(ModelCache.ofEnvironment(), DownloadSettings.ofEnvironment())
            .fetch(released.get(), progress);
    return ModelFile.open(file, hints.withConfig(released.get().config()));
  }

  private static DinoException unknown(String reference) {
    boolean looksLikeFile = reference.contains("/") || reference.matches(".*\\.\\w{2,11}");
    return new DinoException(
        looksLikeFile
            ? "%s: there is no such file or folder".formatted(reference)
            : "%s is no file and no released model; those are %s"
                .formatted(
                    reference,
                    ModelCatalogue.models().stream()
                        .map(ReleasedModel::name)
                        .collect(Collectors.joining(", "))));
  }
}
