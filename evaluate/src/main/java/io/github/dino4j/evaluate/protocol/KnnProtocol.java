package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.classification.KnnClassifier;
import io.github.dino4j.evaluate.classification.KnnEvaluation;
import io.github.dino4j.evaluate.classification.LabelledFeatures;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import java.util.Comparator;
import java.util.List;

/** Classes by nearest neighbours (dinov2/eval/knn.py). */
public final class KnnProtocol implements Protocol {
  @Override
  public Settings settings() {
    return Settings.of(
        Setting.of("k", "10,20,100,200", "how many neighbours vote"),
        Setting.of("temperature", KnnClassifier.TEMPERATURE, "of the softmax of similarities"),
        Setting.of("shots", 0, "training images a class, such as 5,20; 0 for all"),
        Setting.of("tries", 5, "draws of so few images, over which is averaged"));
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    KnnEvaluation ignored = knn(request.settings(), Integer.MAX_VALUE);
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    ClassificationData.Sets sets = ClassificationData.Sets.of(evaluation, request);
    LabelledFeatures known = sets.train().labelledFeatures(sets.classes().count());
    KnnEvaluation knn = knn(request.settings(), known.size());
    EvaluationReport report = evaluation.report("Nearest neighbours", request);
    sets.tests()
        .forEach((name, test) -> {
          evaluation.listener().say("%s: neighbours of %,d images".formatted(name, test.size()));
          List<KnnEvaluation.Result> results =
              knn.run(known, test.labelledFeatures(sets.classes().count()));
          for (KnnEvaluation.Result result : results) {
            String of = label(result);
            report.figure(name, "top-1, " + of, Unit.SHARE, result.result().top1());
            report.figure(name, "top-5, " + of, Unit.SHARE, result.result().top5());
            report.figure(
                name, "mean per class, " + of, Unit.SHARE, result.result().meanPerClass());
          }
          new ClassificationSections(report, name, sets.classes(), test.vectors().images())
              .add("by " + label(best(results)), best(results).result());
        });
    report.write();
    return report;
  }

  private static KnnEvaluation knn(Settings settings, int known) {
    List<Integer> neighbours = settings.integers("k", 1);
    List<Integer> possible = neighbours.stream().filter(k -> k <= known).toList();
    if (possible.isEmpty() || (settings.isGiven("k") && possible.size() < neighbours.size())) {
      throw new DinoException(
          "k=%s: there are only %,d images to find neighbours among"
              .formatted(settings.text("k"), known));
    }
    return new KnnEvaluation(
        possible,
        settings.real("temperature"),
        settings.integers("shots", 0).stream().filter(shots -> shots > 0).toList(),
        settings.integer("tries", 1));
  }

  private static String label(KnnEvaluation.Result result) {
    String neighbours = "k = " + result.neighbours();
    return result.perClass() == 0
        ? neighbours
        : "%d a class, %s".formatted(result.perClass(), neighbours);
  }

  private static KnnEvaluation.Result best(List<KnnEvaluation.Result> results) {
    return results.stream()
        .max(Comparator.comparingDouble(each -> each.result().top1().value()))
        .orElseThrow();
  }
}
