package io.github.dino4j.evaluate.classification.logistic;

import io.github.dino4j.evaluate.classification.LinearHead;
import java.util.List;

/**
 * What a sweep found.
 *
 * @param head fitted with the best C on training and validation images together
 * @param best the C that validation images chose, the first of equals
 * @param fit of that head
 * @param sweep all of them, by rising C
 */
public record LogisticResult(LinearHead head, Trial best, Fit fit, List<Trial> sweep) {

  /**
   * A fit.
   *
   * @param strength C
   * @param objective {@code C * sum of CE + |W|^2 / 2}
   * @param iterations of L-BFGS
   */
  public record Fit(double strength, double objective, int iterations) {}

  /**
   * A fit on the training images and how well it does on the validation images.
   *
   * @param accuracy by the criterion, from 0 to 1
   */
  public record Trial(Fit fit, double accuracy) {}
}
