package io.github.dino4j.evaluate.features;

import java.util.List;
import java.util.SequencedMap;

/** Where the vectors of images come from: a model and its cache, or files that are there. */
public interface FeatureSource {
  /**
   * The vectors of these images, in their order.
   *
   * @param inputs in the words of {@link io.github.dino4j.data.collection.ImageSource}
   * @throws io.github.dino4j.DinoException if there are none
   */
  ImageVectors vectors(List<String> inputs);

  /** The model that they are of, as far as it is known. */
  Backbone backbone();

  /** What they were computed by, for a report: name and value. */
  SequencedMap<String, String> facts();

  /** What the vectors are of, for lines that count them. */
  default String unit() {
    return "images";
  }
}
