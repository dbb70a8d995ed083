package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.evaluate.report.EvaluationReport;

/**
 * A task on frozen features, from images to figures. Stateless; safe for use by several threads.
 */
public interface Protocol {
  /** What it can be told, with its defaults. */
  Settings settings();

  /**
   * Evaluates and writes the report, and the head where one is trained, into the folder of the
   * request. A run that was killed goes on where it stopped and ends with the same figures.
   *
   * @return the report as it was written
   * @throws io.github.dino4j.DinoException in one line, if data and task do not fit together
   */
  EvaluationReport run(Evaluation evaluation, Request request);
}
