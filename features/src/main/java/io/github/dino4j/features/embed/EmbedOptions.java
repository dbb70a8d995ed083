package io.github.dino4j.features.embed;

import io.github.dino4j.DinoException;
import java.io.Serializable;

/**
 * What an {@link EmbedJob} writes and how.
 *
 * @param choice which features
 * @param batch images that go through the model together
 * @param overwrite whether an existing file, or a stopped run of other settings, may be lost
 */
public record EmbedOptions(FeatureChoice choice, int batch, boolean overwrite)
    implements Serializable {
  /** Enough for the model's full speed; more only takes memory. */
  public static final int USUAL_BATCH = 16;

  public EmbedOptions {
    if (batch < 1) {
      throw new DinoException("a batch has at least one image, not " + batch);
    }
  }

  /** CLS features, in batches of the usual size; nothing is overwritten. */
  public static EmbedOptions standard() {
    return new EmbedOptions(FeatureChoice.of(EmbedTokens.CLS), USUAL_BATCH, false);
  }
}
