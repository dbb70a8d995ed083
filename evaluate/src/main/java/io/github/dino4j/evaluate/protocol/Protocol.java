package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.Optional;

/**
 * A task on frozen features, from images to figures. Stateless; safe for use by several threads.
 */
public interface Protocol {
  /** What it can be told, with its defaults. */
  Settings settings();

  /** How photos are brought to the model, where the task does not leave that to the user. */
  default Optional<EvalTransform> transform(VisionTransformerConfig model, Settings settings) {
    return Optional.empty();
  }

  /**
   * Evaluates and writes the report, and the head where one is trained, into the folder of the
   * request. A run that was killed goes on where it stopped and ends with the same figures.
   *
   * @return the report as it was written
   * @throws io.github.dino4j.DinoException in one line, if data and task do not fit together
   */
  EvaluationReport run(Evaluation evaluation, Request request);
}
