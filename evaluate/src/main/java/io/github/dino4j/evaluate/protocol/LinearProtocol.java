package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.LinearOptions;
import io.github.dino4j.evaluate.classification.linear.LinearResult;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A linear classifier on frozen features (dinov2/eval/linear.py): heads for many rates and inputs
 * are trained together, on cached features or, with {@code augment=true}, on crops as the reference
 * makes them; validation images choose one, and that one is tested and kept.
 */
public final class LinearProtocol implements Protocol {
  /** For images and clips. */
  static final List<Setting> SETTINGS =
      List.of(
          Setting.of("rates", "paper", "learning rates that are tried: paper or code"),
          Setting.of("steps", 0, "0 goes 100 times through the images, 10 times with augment"),
          Setting.of("batch", 128, "images a step"),
          Setting.seed(),
          TrainingSplit.VALIDATION,
          Setting.head());

  private static final Setting AUGMENT =
      Setting.of(
          "augment", false, "true for fresh crops of training images, each through the model");

  @Override
  public Settings settings() {
    return Settings.of(
        Stream.of(SETTINGS, List.of(AUGMENT), HeadTests.SETTINGS).flatMap(List::stream).toList());
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    LinearOptions ignored = LinearTraining.options(request.settings(), Integer.MAX_VALUE);
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    return run("Linear classifier", evaluation, request);
  }

  /** The same for whatever the evaluation has vectors of. */
  static EvaluationReport run(String title, Evaluation evaluation, Request request) {
    LinearTraining.requireCrops(evaluation, request.settings());
    String given = request.settings().text("head");
    return given.isEmpty()
        ? train(title, evaluation, request)
        : test(title, evaluation, request, evaluation.head(given));
  }

  private static EvaluationReport train(String title, Evaluation evaluation, Request request) {
    ClassificationData.Sets sets = ClassificationData.Sets.of(evaluation, request);
    EvaluationReport report = evaluation.report(title, request);
    LinearResult result = new LinearTraining(evaluation, request, sets).result();
    report.facts().put("steps", String.valueOf(result.best().steps()));
    report.facts().put("chosen", chosen(result));
    report.add(heads(result));
    ProbeHeadFile.write(
        request.report(), result.head(), evaluation.source().backbone(), report.facts());
    new HeadTests(evaluation, request, report, sets.classes()).run(result.head(), sets.tests());
    report.write();
    return report;
  }

  /** A head that is there: it knows its classes, or the training images name them. */
  private static EvaluationReport test(
      String title, Evaluation evaluation, Request request, Path file) {
    LinearHead head = ProbeHeadFile.read(file, evaluation.source().backbone());
    ClassNames classes = ClassNames.named(head.classes());
    if (!request.train().isEmpty()) {
      List<ImageRecord> train = evaluation.vectors(request.train()).images();
      classes = ClassNames.require(train, request.train());
      requireClasses(head, classes);
      head = head.named(classes.names());
    }
    EvaluationReport report = evaluation.report(title, request);
    new HeadTests(evaluation, request, report, classes)
        .run(head, ClassificationData.Sets.tests(evaluation, request, classes));
    report.write();
    return report;
  }

  private static void requireClasses(LinearHead head, ClassNames classes) {
    if (head.classes().size() != classes.count()) {
      throw new DinoException(
          "the head has %d classes, the images %d"
              .formatted(head.classes().size(), classes.count()));
    }
  }

  private static String chosen(LinearResult result) {
    return String.format(
        Locale.ROOT,
        "%s, rate %s, %.1f %% of validation",
        result.best().input(),
        plain(result.best().rate()),
        100 * result.best().top1());
  }

  /** A rate without an exponent: 0.0001. */
  private static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  /** Validation accuracy of every head, rates by inputs. */
  private static Section heads(LinearResult result) {
    List<ProbeInput> inputs =
        result.heads().stream().map(LinearResult.HeadAccuracy::input).distinct().toList();
    List<String> columns = new ArrayList<>(List.of("rate"));
    inputs.forEach(input -> columns.add(input.toString()));
    List<List<String>> rows = new ArrayList<>();
    for (double rate :
        result.heads().stream().mapToDouble(LinearResult.HeadAccuracy::rate).distinct().toArray()) {
      List<String> row = new ArrayList<>(List.of(plain(rate)));
      for (ProbeInput input : inputs) {
        result.heads().stream()
            .filter(head -> head.rate() == rate && head.input().equals(input))
            .forEach(head -> row.add(Unit.SHARE.words(head.top1())));
      }
      rows.add(row);
    }
    return new Section(
        "heads",
        "Heads that were tried",
        "<p>Share of the validation images that each head names rightly, in %.</p>\n"
            + new Table(columns, rows).html());
  }
}
