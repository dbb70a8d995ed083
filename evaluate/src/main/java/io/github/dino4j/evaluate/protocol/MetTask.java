package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.evaluate.retrieval.MetClassifier;
import io.github.dino4j.evaluate.retrieval.MetRetrieval;
import java.util.List;

/**
 * The rules of the Met: train images with classes, queries of which some show nothing known. An
 * image without a class, or of one that train lacks, is a distractor.
 */
record MetTask(Evaluation evaluation, Request request, EvaluationReport report) {
  void run() {
    String validation = request.settings().text("validation");
    ImageVectors train = evaluation.vectors(request.train());
    ClassNames classes = ClassNames.require(train.images(), request.train());
    MetRetrieval met = new MetRetrieval(labelled(train, classes));
    MetClassifier tuned = met.tune(labelled(evaluation.vectors(List.of(validation)), classes));
    evaluation
        .listener()
        .say(
            "tuned on validation: %d neighbours, temperature %s"
                .formatted(tuned.neighbours(), tuned.temperature()));
    request
        .tests()
        .forEach((name, inputs) -> {
          MetRetrieval.Result result =
              met.evaluate(labelled(evaluation.vectors(inputs), classes), tuned);
          report.figure(name, "GAP", Unit.SHARE, result.gap());
          report.figure(
              name, "GAP without distractors", Unit.SHARE, result.gapWithoutDistractors());
          report.figure(name, "accuracy", Unit.SHARE, result.accuracy());
        });
  }

  private static MetRetrieval.Labelled labelled(ImageVectors vectors, ClassNames classes) {
    int[] labels =
        vectors.images().stream()
            .mapToInt(image -> {
              int label = classes.numberOf(image);
              return label < 0 ? MetRetrieval.DISTRACTOR : label;
            })
            .toArray();
    return new MetRetrieval.Labelled(RetrievalProtocol.embeddings(vectors), labels);
  }
}
