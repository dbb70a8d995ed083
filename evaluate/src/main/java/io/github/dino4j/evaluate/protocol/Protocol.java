package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.model.VisionTransformerConfig;
import java.util.List;
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

  /** How it reads its inputs. */
  default ImageSource source(List<String> inputs) {
    return ImageSource.of(inputs);
  }

  /** Whether such settings ask for images to learn from: unless they name a head. */
  default boolean learns(Settings settings) {
    return settings.optional("head").isEmpty();
  }

  /**
   * Looks at what a request says before anything is computed; {@link #run} begins with it.
   *
   * @throws DinoException in one line, if there is nothing to learn from, an input or a file of the
   *     settings is not there or holds no images, or a setting is not what it may be
   */
  default void check(Request request) {
    if (request.train().isEmpty() && learns(request.settings())) {
      throw new DinoException("there is nothing to learn from: name it with --train");
    }
    request.settings().requireFiles();
    for (List<String> inputs : request.inputs()) {
      try (RecordStream records = source(inputs).open()) {
        if (!records.hasNext()) {
          throw new DinoException("%s: nothing to read there".formatted(String.join(", ", inputs)));
        }
      }
    }
  }

  /**
   * Evaluates and writes the report, and the head where one is trained, into the folder of the
   * request. A run that was killed goes on where it stopped and ends with the same figures.
   *
   * @return the report as it was written
   * @throws DinoException in one line, if data and task do not fit together
   */
  EvaluationReport run(Evaluation evaluation, Request request);
}
