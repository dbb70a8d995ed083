package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.data.feature.FeatureReader;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where the vectors of images come from, as an index has to know it. */
final class VectorOrigin {
  private VectorOrigin() {}

  /**
   * What an extractor makes.
   *
   * @param folder of the index that they are for, which may not be there yet. The same weights
   *     under another name are the same model.
   */
  static IndexDescription of(FeatureExtractor extractor, Path folder) {
    return named(
        new IndexDescription(
            extractor.config().dim(),
            extractor.modelName(),
            extractor.modelHash(),
            extractor.transform().toString(),
            EmbedTokens.CLS.word()),
        folder);
  }

  /**
   * What a feature file holds.
   *
   * @param dim of its vectors
   * @throws DinoException as {@link #requireOrigin} does
   */
  static IndexDescription of(FeatureReader reader, Path file, int dim, Path folder) {
    Map<String, String> origin = requireOrigin(reader, file);
    return named(
        new IndexDescription(
            dim,
            origin.getOrDefault("model", ""),
            origin.getOrDefault("model hash", ""),
            origin.getOrDefault("transform", ""),
            EmbedTokens.CLS.word()),
        folder);
  }

  /**
   * @return what it says of its origin
   * @throws DinoException if it does not say which model made it, or holds other than last layers
   */
  static Map<String, String> requireOrigin(FeatureReader reader, Path file) {
    Map<String, String> origin = reader.provenance();
    String tokens = origin.getOrDefault("tokens", "");
    if (!origin.keySet().containsAll(List.of("model", "model hash", "transform"))) {
      throw new DinoException(
          "%s does not say which model made it: an index takes .parquet and .safetensors of embed"
              .formatted(PathText.text(file)));
    }
    if (tokens.contains(" of blocks ") || tokens.contains(" before the norm ")) {
      throw new DinoException(
          "%s holds %s: an index takes CLS of the last block, as embed writes it by default"
              .formatted(PathText.text(file), tokens));
    }
    return origin;
  }

  private static IndexDescription named(IndexDescription vectors, Path folder) {
    String name = vectors.model();
    if (IndexFolder.holdsIndex(folder)) {
      IndexDescription old = IndexFolder.describe(folder);
      name = old.weights().equals(vectors.weights()) ? old.model() : name;
    }
    boolean isFile = !name.isEmpty() && Files.exists(PathText.path(name));
    return new IndexDescription(
        vectors.dim(),
        isFile ? ImagesByPath.absolute(name) : name,
        vectors.weights(),
        vectors.transform(),
        vectors.tokens());
  }
}
