package io.github.dino4j.evaluate.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.embed.EmbedTokens;
import io.github.dino4j.features.embed.FeatureChoice;
import io.github.dino4j.model.Layers;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Features that a model computes and a cache keeps. All protocols of whole images take the same:
 * CLS of the last four blocks and the mean patch of the last one, so that the second protocol on
 * the same images finds them. The extractor stays its owner's.
 */
public record ModelFeatures(
    FeatureExtractor extractor, FeatureCache cache, FeatureCache.Listener listener)
    implements FeatureSource {
  private static final int MOST_LAYERS = 4;

  @Override
  public ImageVectors vectors(List<String> inputs) {
    VisionTransformerConfig model = extractor.config();
    FeatureChoice choice = choice(model);
    try (CachedFeatures features = open(inputs, choice)) {
      return new ImageVectors(
          features.images(),
          features.rejected(),
          features.vectors(),
          choice.layersOf(model).count(),
          model.dim(),
          true);
    }
  }

  /** What {@link #vectors} takes of a model. */
  public static FeatureChoice choice(VisionTransformerConfig model) {
    Layers last = Layers.last(Math.min(MOST_LAYERS, model.depth()), model.depth());
    return new FeatureChoice(EmbedTokens.CLS_MEAN, last, FeatureType.FLOAT32);
  }

  /** Any other features of these images; owned by the caller. */
  public CachedFeatures open(List<String> inputs, FeatureChoice choice) {
    return cache.open(extractor, inputs, choice, listener);
  }

  /**
   * The same of images to learn from, none of which may be missing.
   *
   * @throws DinoException if one cannot be read
   */
  public CachedFeatures openAll(List<String> inputs, FeatureChoice choice) {
    CachedFeatures features = open(inputs, choice);
    if (!features.rejected().isEmpty()) {
      features.close();
      throw new DinoException(
          "%s cannot be read: take it out of the training images"
              .formatted(features.rejected().getFirst().path()));
    }
    return features;
  }

  @Override
  public Backbone backbone() {
    return Backbone.of(extractor);
  }

  @Override
  public SequencedMap<String, String> facts() {
    SequencedMap<String, String> facts = new LinkedHashMap<>();
    facts.put("model", extractor.modelName());
    facts.put("weights", extractor.modelHash().substring(0, 12));
    facts.put("shown as", extractor.transform().toString());
    return facts;
  }
}
