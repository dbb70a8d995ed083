package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.ProbeInput;
import io.github.dino4j.evaluate.classification.linear.LearningRates;
import io.github.dino4j.evaluate.classification.linear.LinearOptions;
import io.github.dino4j.evaluate.classification.linear.LinearResult;
import io.github.dino4j.evaluate.classification.linear.LinearSweep;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A linear classifier on frozen features (dinov2/eval/linear.py): heads for many rates and inputs
 * are trained together, validation images choose one, and that one is tested and kept.
 */
public final class LinearProtocol implements Protocol {
  private static final Map<String, LearningRates> GRIDS =
      Map.of("paper", LearningRates.PAPER, "code", LearningRates.CODE);
  static final List<String> SETTINGS =
      List.of("rates=paper", "steps=0", "batch=128", "seed=0", "validation=", "head=");
  private static final int EPOCHS = 100;
  private static final int MOST_STEPS = 12_500;

  /** {@code steps=0}: a hundred times through the images, at most the reference's 12,500 steps. */
  @Override
  public Settings settings() {
    return Settings.of(
        Stream.concat(SETTINGS.stream(), HeadTests.SETTINGS.stream()).toArray(String[]::new));
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    LinearOptions ignored = options(request.settings(), Integer.MAX_VALUE);
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    return run("Linear classifier", evaluation, request);
  }

  /** The same for whatever the evaluation has vectors of. */
  static EvaluationReport run(String title, Evaluation evaluation, Request request) {
    ClassificationData.Sets sets = ClassificationData.Sets.of(evaluation, request);
    EvaluationReport report = evaluation.report(title, request);
    LinearHead head = head(evaluation, request, sets, report);
    new HeadTests(evaluation, request, report, sets.classes()).run(head, sets.tests());
    report.write();
    return report;
  }

  private static LinearHead head(
      Evaluation evaluation,
      Request request,
      ClassificationData.Sets sets,
      EvaluationReport report) {
    String given = request.settings().text("head");
    if (!given.isEmpty()) {
      LinearHead head = ProbeHeadFile.read(PathText.path(given), evaluation.source().backbone());
      requireClasses(head, sets.classes());
      return head;
    }
    LinearResult result = train(evaluation, request, sets);
    report.facts().put("chosen", chosen(result));
    report.add(heads(result));
    ProbeHeadFile.write(
        request.report(), result.head(), evaluation.source().backbone(), report.facts());
    return result.head();
  }

  private static void requireClasses(LinearHead head, ClassNames classes) {
    if (head.classes().size() != classes.count()) {
      throw new DinoException(
          "the head has %d classes, the images %d"
              .formatted(head.classes().size(), classes.count()));
    }
  }

  private static LinearResult train(
      Evaluation evaluation, Request request, ClassificationData.Sets sets) {
    TrainingSplit split = TrainingSplit.of(evaluation, request, sets);
    LinearOptions options =
        options(request.settings(), split.train().size()).withInputs(inputs(split.train()));
    int classes = sets.classes().count();
    Path state = request.report().resolve("linear.state.safetensors");
    try (LinearSweep sweep =
        new LinearSweep(
            options,
            split.train().probeFeatures(classes),
            split.validation().probeFeatures(classes))) {
      SavedState saved = SavedState.of(state, evaluation, request);
      saved.load(sweep::load);
      evaluation
          .listener()
          .say(
              "%,d heads learn from %,d %s in %,d steps"
                  .formatted(
                      options.heads(),
                      split.train().size(),
                      evaluation.source().unit(),
                      options.steps()));
      int before = sweep.steps();
      while (!sweep.isDone()) {
        sweep.step();
        evaluation.listener().progress(sweep.steps(), before, options.steps(), "steps");
        saved.saveNowAndThen(sweep::save);
      }
      LinearResult result = sweep.result(sets.classes().names());
      saved.remove();
      return result;
    }
  }

  /**
   * @param images to learn from
   */
  static LinearOptions options(Settings settings, int images) {
    LinearOptions usual = LinearOptions.standard(settings.choice("rates", GRIDS));
    int batch = Math.min(settings.integer("batch", 1), images);
    int wanted = settings.integer("steps", 0);
    int epochs = (int) Math.min(MOST_STEPS, Math.ceilDiv((long) EPOCHS * images, batch));
    int steps = wanted == 0 ? epochs : wanted;
    return new LinearOptions(
        usual.inputs(),
        usual.rates(),
        batch,
        steps,
        Math.max(1, steps / 10),
        settings.integer("seed", 0));
  }

  /** Those that the features have the blocks and the mean patch for. */
  private static Predicate<ProbeInput> inputs(ClassificationData train) {
    ImageVectors vectors = train.vectors();
    return input -> input.blocks() <= vectors.layers() && (vectors.hasMean() || !input.meanPatch());
  }

  private static String chosen(LinearResult result) {
    return String.format(
        Locale.ROOT,
        "%s, rate %s, %.1f %% of validation",
        result.best().input(),
        result.best().rate(),
        100 * result.best().top1());
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
      List<String> row = new ArrayList<>(List.of(String.valueOf(rate)));
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
