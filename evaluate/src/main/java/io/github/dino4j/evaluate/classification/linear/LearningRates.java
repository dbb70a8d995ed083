package io.github.dino4j.evaluate.classification.linear;

import java.util.List;

/**
 * The grids of learning rates that DINOv2's linear protocol searches, per 256 images of a batch.
 */
public enum LearningRates {
  /** Of the paper, appendix B.3. */
  PAPER(List.of(1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1, 0.2, 0.3, 0.5)),
  /** The defaults of dinov2/eval/linear.py. */
  CODE(List.of(1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1));

  private final List<Double> rates;

  LearningRates(List<Double> rates) {
    this.rates = rates;
  }

  /** Ascending. */
  public List<Double> rates() {
    return rates;
  }
}
