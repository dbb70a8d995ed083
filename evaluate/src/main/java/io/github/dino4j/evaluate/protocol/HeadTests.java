package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.ClassificationResult;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.Predictions;
import io.github.dino4j.evaluate.corruption.Corruption;
import io.github.dino4j.evaluate.corruption.CorruptionType;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.evaluate.robustness.BaselineErrors;
import io.github.dino4j.evaluate.robustness.CorruptionError;
import io.github.dino4j.evaluate.robustness.ReassessedLabels;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A trained head on test sets: all classes or, with {@code subset=true}, only those that a test set
 * has (ImageNet-A and -R); with ReaL's label sets; on the folders of {@code evaluate corrupt}.
 */
record HeadTests(
    Evaluation evaluation, Request request, EvaluationReport report, ClassNames classes) {
  /** For anything that has classes. */
  static final Setting SUBSET =
      Setting.of("subset", false, "true for test sets of some of the classes (ImageNet-A and -R)");

  static final List<Setting> SETTINGS =
      List.of(
          SUBSET,
          Setting.path("real", "file of ReaL's label sets"),
          Setting.path("corruptions", "folder of evaluate corrupt: errors and mCE"));

  void run(LinearHead head, Map<String, ClassificationData> tests) {
    boolean subset = request.settings().flag("subset");
    tests.forEach((name, test) -> {
      LinearHead chosen = subset ? head.restrictedTo(classesOf(test)) : head;
      int[] labels = subset ? renumbered(test) : test.labels();
      Predictions predictions = chosen.predict(test.probeFeatures(labels, chosen.classes().size()));
      ClassificationResult result = ClassificationResult.of(predictions);
      report.figure(name, "top-1", Unit.SHARE, result.top1());
      report.figure(name, "top-5", Unit.SHARE, result.top5());
      report.figure(name, "mean per class", Unit.SHARE, result.meanPerClass());
      reassessed(name, predictions);
      if (!subset) {
        new ClassificationSections(report, name, classes, test.vectors().images())
            .add("by the head", result);
      }
    });
    corruptions(head);
  }

  private List<String> classesOf(ClassificationData test) {
    TreeSet<Integer> present = new TreeSet<>();
    IntStream.of(test.labels()).forEach(present::add);
    return present.stream().map(classes.names()::get).toList();
  }

  private int[] renumbered(ClassificationData test) {
    List<Integer> present = IntStream.of(test.labels()).boxed().distinct().sorted().toList();
    return IntStream.of(test.labels()).map(present::indexOf).toArray();
  }

  private void reassessed(String name, Predictions predictions) {
    String file = request.settings().optional("real");
    if (!file.isEmpty()) {
      int[] predicted =
          IntStream.range(0, predictions.size()).map(predictions::predicted).toArray();
      report.figure(
          name,
          "reassessed labels",
          Unit.SHARE,
          ReassessedLabels.read(PathText.path(file)).accuracy(predicted));
    }
  }

  /** Errors by type and severity, and their mean against AlexNet's. */
  private void corruptions(LinearHead head) {
    String folder = request.settings().optional("corruptions");
    if (folder.isEmpty()) {
      return;
    }
    Map<CorruptionType, double[][]> wrong = new EnumMap<>(CorruptionType.class);
    List<List<String>> rows = new ArrayList<>();
    for (CorruptionType type : CorruptionType.values()) {
      List<String> row = new ArrayList<>(List.of(type.label().replace('_', ' ')));
      List<double[]> ofType = new ArrayList<>();
      for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
        Path copies = PathText.path(folder).resolve(new Corruption(type, severity).folder());
        if (Files.isDirectory(copies)) {
          double[] errors = errors(head, copies);
          ofType.add(errors);
          row.add(Unit.SHARE.words(Arrays.stream(errors).average().orElse(Double.NaN)));
        } else {
          row.add("");
        }
      }
      if (!ofType.isEmpty()) {
        wrong.put(type, ofType.toArray(double[][]::new));
        rows.add(row);
      }
    }
    if (wrong.isEmpty()) {
      throw new DinoException(
          "%s holds no corrupted images; dino4j evaluate corrupt makes them".formatted(folder));
    }
    CorruptionError error = CorruptionError.ofImages(wrong, BaselineErrors.alexNet());
    report.figure("corruptions", "mean error", Unit.SHARE, error.meanError());
    report.figure("corruptions", "error against AlexNet's (mCE)", Unit.SHARE, error.mean());
    report.add(
        new Section(
            "corruptions",
            "Errors under corruption",
            "<p>Shares of images that are named wrongly, in %, by how strong the corruption is.</p>\n"
                + new Table(List.of("", "1", "2", "3", "4", "5"), rows).html()));
  }

  /** 1 for each image that is named wrongly. */
  private double[] errors(LinearHead head, Path copies) {
    ImageVectors vectors = evaluation.vectors(List.of(copies.toString()));
    ClassificationData data =
        ClassificationData.labelled(vectors, classes.asCalledBy(vectors.images()));
    Predictions predictions = head.predict(data.probeFeatures(classes.count()));
    return IntStream.range(0, predictions.size())
        .mapToDouble(i -> predictions.isHit(i, 1) ? 0 : 1)
        .toArray();
  }
}
