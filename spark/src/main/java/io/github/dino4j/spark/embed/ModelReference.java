package io.github.dino4j.spark.embed;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.model.weights.ModelHints;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Names a model so that every process of a cluster loads the same one.
 *
 * @param name a released model's, a file's or a folder's, absolute, or {@code demo}
 * @param hints what the user knows of its weights
 * @param options how features are extracted, whose threads are those of the process that asks
 * @param threads that the user asked for; null for the cores that a process was given
 * @param hash of the model
 * @param precision of products
 */
public record ModelReference(
    String name,
    ModelHints hints,
    ExtractorOptions options,
    @Nullable Integer threads,
    String hash,
    String precision)
    implements Serializable {

  /**
   * Loads it in this process.
   *
   * @param cores that the process was given
   * @throws DinoException if it is not here, is another one here, or runs otherwise
   */
  FeatureExtractor load(int cores) {
    ExtractorOptions here = options.withThreads(threads == null ? cores : threads);
    FeatureExtractor extractor = FeatureExtractor.load(name, hints, _ -> here);
    try {
      require("model", extractor.modelHash(), hash);
      require("precision", extractor.precision(), precision);
      return extractor;
    } catch (DinoException e) {
      extractor.close();
      throw e;
    }
  }

  private void require(String what, String here, String there) {
    if (!here.equals(there)) {
      throw new DinoException(
          "%s: the %s differs between machines: %s and %s".formatted(name, what, there, here));
    }
  }
}
