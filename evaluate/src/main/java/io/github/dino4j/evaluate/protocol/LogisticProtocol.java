package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.classification.logistic.LogisticOptions;
import io.github.dino4j.evaluate.classification.logistic.LogisticOptions.Criterion;
import io.github.dino4j.evaluate.classification.logistic.LogisticResult;
import io.github.dino4j.evaluate.classification.logistic.LogisticSweep;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Logistic regression on CLS (dinov2/eval/log_regression.py): validation images choose among many
 * strengths, all labelled images are fitted once more, and the head is tested and kept.
 */
public final class LogisticProtocol implements Protocol {
  private static final List<Setting> SETTINGS =
      List.of(
          Setting.of("values", 45, "how many strengths C are tried, from 1e-6 to 1e5"),
          Setting.of("criterion", "top-1", "what chooses among them: top-1 or per-class"),
          TrainingSplit.VALIDATION,
          Setting.of("labels", "", "column with several labels an image (cat;dog): 11-point mAP"));

  private static final Map<String, Criterion> CRITERIA =
      Map.of("top-1", Criterion.TOP_1, "per-class", Criterion.MEAN_PER_CLASS);

  @Override
  public Settings settings() {
    return Settings.of(Stream.concat(SETTINGS.stream(), HeadTests.SETTINGS.stream()).toList());
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    LogisticOptions ignored = options(request.settings());
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    if (!request.settings().text("labels").isEmpty()) {
      EvaluationReport report = evaluation.report("Several labels", request);
      new MultiLabelTask(evaluation, request, report).run();
      report.write();
      return report;
    }
    ClassificationData.Sets sets = ClassificationData.Sets.of(evaluation, request);
    EvaluationReport report = evaluation.report("Logistic regression", request);
    LogisticResult result = train(evaluation, request, sets);
    report.facts().put("chosen", chosen(result));
    report.add(sweep(result));
    ProbeHeadFile.write(
        request.report(), result.head(), evaluation.source().backbone(), report.facts());
    new HeadTests(evaluation, request, report, sets.classes()).run(result.head(), sets.tests());
    report.write();
    return report;
  }

  private static LogisticResult train(
      Evaluation evaluation, Request request, ClassificationData.Sets sets) {
    TrainingSplit split = TrainingSplit.of(evaluation, request, sets);
    int classes = sets.classes().count();
    LogisticOptions options = options(request.settings());
    try (LogisticSweep sweep =
        new LogisticSweep(
            options,
            new LogisticSweep.Split(
                split.train().labelledFeatures(classes),
                split.validation().labelledFeatures(classes)))) {
      SavedState saved =
          SavedState.of(
              request.report().resolve("logistic.state.safetensors"), evaluation, request);
      saved.load(sweep::load);
      for (int done = sweep.trials(); !sweep.isDone(); done++) {
        sweep.step();
        evaluation.listener().progress(done + 1, 0, options.strengths().size(), "fits");
        saved.saveNowAndThen(sweep::save);
      }
      LogisticResult result = sweep.result(sets.classes().names());
      saved.remove();
      return result;
    }
  }

  private static LogisticOptions options(Settings settings) {
    LogisticOptions usual = LogisticOptions.standard();
    int count = settings.integer("values", 1);
    List<Double> all = usual.strengths();
    List<Double> strengths =
        IntStream.range(0, count)
            .mapToObj(i ->
                count == 1
                    ? 1.0
                    : Math.pow(
                        10,
                        Math.log10(all.getFirst())
                            + i
                                * (Math.log10(all.getLast()) - Math.log10(all.getFirst()))
                                / (count - 1)))
            .toList();
    return new LogisticOptions(
        count == all.size() ? all : strengths,
        usual.iterations(),
        usual.tolerance(),
        settings.choice("criterion", CRITERIA));
  }

  private static String chosen(LogisticResult result) {
    return String.format(
        Locale.ROOT,
        "C = %.3g, %.1f %% of validation",
        result.best().fit().strength(),
        100 * result.best().accuracy());
  }

  private static Section sweep(LogisticResult result) {
    return new Section(
        "sweep",
        "Strengths that were tried",
        new Table(
                List.of("C", "validation, %", "iterations"),
                result.sweep().stream()
                    .map(trial ->
                        List.of(
                            String.format(Locale.ROOT, "%.3g", trial.fit().strength()),
                            Unit.SHARE.words(trial.accuracy()),
                            String.valueOf(trial.fit().iterations())))
                    .toList())
            .html());
  }
}
