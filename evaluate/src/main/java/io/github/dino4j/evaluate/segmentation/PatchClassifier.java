package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.features.PatchFeatures;

/** Says of each patch which class it shows. Any number of threads may ask. */
public interface PatchClassifier {
  /** How many classes there are. */
  int classes();

  /** Features a patch, those of all layers together. */
  int dim();

  /**
   * Logits, the largest for the likeliest class.
   *
   * @throws io.github.dino4j.DinoException if the patches have another number of features
   */
  PatchLogits logits(PatchFeatures patches);
}
