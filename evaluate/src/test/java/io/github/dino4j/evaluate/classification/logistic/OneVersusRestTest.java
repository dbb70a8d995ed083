package io.github.dino4j.evaluate.classification.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import io.github.dino4j.evaluate.classification.Golden;
import io.github.dino4j.evaluate.classification.LabelSets;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.classification.LinearHead;
import org.junit.jupiter.api.Test;

class OneVersusRestTest {
  private static final double STRENGTH = 0.01;
  private final LabelledFeatures images = Golden.eval("logistic").labelled("train", 5);

  /** Every image has its class and, from the second class on, the one before. */
  private LabelSets labels() {
    int[][] sets = new int[images.size()][];
    for (int i = 0; i < sets.length; i++) {
      int label = images.labels()[i];
      sets[i] = label == 0 ? new int[] {0} : new int[] {label, label - 1};
    }
    return new LabelSets(sets);
  }

  /** The gradient of the objective that its description states is 0 at every head. */
  @Test
  void eachClassIsAtItsOptimum() {
    LabelSets labels = labels();
    LinearHead head = OneVersusRest.fit(STRENGTH, images.values(), labels, LinearHead.numbered(5));
    float[] logits = head.logits(images.values());
    int dim = images.dim();
    for (int label = 0; label < 5; label++) {
      double[] gradient = new double[dim + 1];
      for (int i = 0; i < images.size(); i++) {
        double p = 1 / (1 + Math.exp(-logits[i * 5 + label]));
        double error = STRENGTH * (p - (labels.contains(i, label) ? 1 : 0));
        for (int d = 0; d < dim; d++) {
          gradient[d] += error * images.values()[i * dim + d];
        }
        gradient[dim] += error;
      }
      for (int d = 0; d < dim; d++) {
        gradient[d] += head.weights()[label * dim + d];
      }
      // Weights and logits are fp32; the features reach 50, and 150 images add up.
      assertThat(gradient).containsExactly(new double[dim + 1], offset(1e-4));
    }
  }

  @Test
  void aLabelThatNoImageHasIsRefused() {
    assertThatThrownBy(
            () -> OneVersusRest.fit(1, images.values(), labels(), LinearHead.numbered(6)))
        .hasMessage("0 of 150 images have the label 5: it needs some with and some without");
  }
}
