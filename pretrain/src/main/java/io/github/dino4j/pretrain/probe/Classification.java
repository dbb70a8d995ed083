package io.github.dino4j.pretrain.probe;

import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.KnnClassifier;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.Predictions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The task of a probe: name the classes of images by those of their neighbours.
 *
 * @param known images whose classes are known
 * @param queries images to name; null for the known ones, each among the others
 */
record Classification(FeatureRows known, @Nullable FeatureRows queries, ClassNames classes) {
  /** Neighbours that vote; the reference reports 10, 20, 100 and 200, and 20 is its best. */
  static final int NEIGHBOURS = 20;

  private static final List<Integer> COUNTS = List.of(NEIGHBOURS);

  Classification {
    known = known.labelled(classes);
  }

  /** Share of the images whose class was found. */
  double top1() {
    LabelledFeatures features =
        new LabelledFeatures(known.values(), known.dim(), known.labels(classes), classes.count());
    KnnClassifier classifier = new KnnClassifier(features, KnnClassifier.TEMPERATURE);
    List<Predictions> predictions =
        queries == null
            ? classifier.leaveOneOut(COUNTS)
            : classifier.predict(queries.values(), asked(), COUNTS);
    return predictions.getFirst().top1();
  }

  /** Share of the images that are of the commonest known class. */
  double chance() {
    int[] counts = new int[classes.count()];
    for (int label : known.labels(classes)) {
      counts[label]++;
    }
    int most = Arrays.stream(counts).max().orElse(0);
    int commonest = 0;
    while (counts[commonest] < most) {
      commonest++;
    }
    int named = commonest;
    int[] asked = asked();
    return (double) Arrays.stream(asked).filter(label -> label == named).count() / asked.length;
  }

  private int[] asked() {
    return (queries == null ? known : queries).labels(classes);
  }
}
