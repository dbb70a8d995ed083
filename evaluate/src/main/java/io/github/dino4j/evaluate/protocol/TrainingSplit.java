package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.HeldOut;
import java.util.List;

/**
 * Images to learn from and images that choose: those that {@code validation=INPUT} names, else a
 * tenth of the training images by a permutation of libtorch's, as the reference does.
 */
record TrainingSplit(ClassificationData train, ClassificationData validation) {
  static final Setting VALIDATION =
      Setting.of("validation", "", "images that choose; by default a tenth of --train");

  static TrainingSplit of(Evaluation evaluation, Request request, ClassificationData.Sets sets) {
    String validation = request.settings().text("validation");
    if (!validation.isEmpty()) {
      return new TrainingSplit(
          sets.train(),
          ClassificationData.labelled(evaluation.vectors(List.of(validation)), sets.classes()));
    }
    ClassificationData all = sets.train();
    HeldOut held = HeldOut.tenth(all.size());
    if (held.validation().length == 0) {
      throw new DinoException(
          "%d images are too few to put a tenth aside: name validation=INPUT"
              .formatted(all.size()));
    }
    return new TrainingSplit(all.rows(held.train()), all.rows(held.validation()));
  }
}
