package io.github.dino4j.evaluate.features;

import io.github.dino4j.features.FeatureExtractor;

/**
 * The frozen model that features and heads belong to.
 *
 * @param name as the user called it
 * @param hash of its weights; empty where it is not known
 * @param dim its width
 */
public record Backbone(String name, String hash, int dim) {
  public static Backbone of(FeatureExtractor extractor) {
    return new Backbone(extractor.modelName(), extractor.modelHash(), extractor.config().dim());
  }
}
