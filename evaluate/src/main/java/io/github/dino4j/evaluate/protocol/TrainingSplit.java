package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.image.random.TorchRandom;
import java.util.Arrays;
import java.util.List;

/**
 * Images to learn from and images that choose: those that {@code validation=INPUT} names, else a
 * tenth of the training images by a permutation of libtorch's, as the reference does.
 */
record TrainingSplit(ClassificationData train, ClassificationData validation) {
  private static final int TENTH = 10;

  static TrainingSplit of(Evaluation evaluation, Request request, ClassificationData.Sets sets) {
    String validation = request.settings().text("validation");
    if (!validation.isEmpty()) {
      return new TrainingSplit(
          sets.train(),
          ClassificationData.labelled(evaluation.vectors(List.of(validation)), sets.classes()));
    }
    ClassificationData all = sets.train();
    if (all.size() < TENTH) {
      throw new DinoException(
          "%d images are too few to put a tenth aside: name validation=INPUT"
              .formatted(all.size()));
    }
    int[] order = new TorchRandom(0).permutation(all.size());
    int held = all.size() / TENTH;
    return new TrainingSplit(
        all.rows(Arrays.copyOfRange(order, held, order.length)),
        all.rows(Arrays.copyOf(order, held)));
  }
}
