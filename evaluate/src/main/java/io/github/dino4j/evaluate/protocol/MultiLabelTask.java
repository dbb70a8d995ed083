package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.classification.ElevenPointPrecision;
import io.github.dino4j.evaluate.classification.HeldOut;
import io.github.dino4j.evaluate.classification.LabelSets;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.logistic.LogisticOptions;
import io.github.dino4j.evaluate.classification.logistic.OneVersusRest;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images with several labels, such as {@code cat;dog} in a manifest's column: class by class a
 * logistic regression against the rest, and the 11-point mAP of PASCAL VOC 2007. A tenth of the
 * training images chooses the strength, all of them are fitted once more.
 */
record MultiLabelTask(Evaluation evaluation, Request request, EvaluationReport report) {
  private static final int EVERY = 5; // of the strengths that a single label tries

  void run() {
    ImageVectors train = evaluation.vectors(request.train());
    List<String> classes = classes(train);
    double strength = choose(train, classes);
    report.facts().put("chosen", String.format(Locale.ROOT, "C = %.3g", strength));
    LinearHead head = fit(strength, train, classes);
    ProbeHeadFile.write(request.report(), head, evaluation.source().backbone(), report.facts());
    request
        .tests()
        .forEach((name, inputs) -> {
          ImageVectors test = evaluation.vectors(inputs);
          ElevenPointPrecision precision =
              ElevenPointPrecision.of(head.logits(test.cls()), sets(test, classes));
          report.figure(name, "mAP, 11 points", Unit.SHARE, precision.mean());
          report.add(byClass(name, classes, precision));
        });
  }

  private static Section byClass(
      String test, List<String> classes, ElevenPointPrecision precision) {
    return new Section(
        Section.id("classes-" + test),
        test + ": classes",
        new Table(
                List.of("class", "AP, %"),
                IntStream.range(0, classes.size())
                    .mapToObj(
                        c -> List.of(classes.get(c), Unit.SHARE.words(precision.byClass()[c])))
                    .toList())
            .html());
  }

  private List<String> classes(ImageVectors train) {
    TreeSet<String> names = new TreeSet<>();
    for (String field : fields(train)) {
      Arrays.stream((field == null ? "" : field).split(";", -1))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .forEach(names::add);
    }
    if (names.isEmpty()) {
      throw new DinoException(
          "no training image has anything in the column " + request.settings().text("labels"));
    }
    return List.copyOf(names);
  }

  private List<@Nullable String> fields(ImageVectors images) {
    String column = request.settings().text("labels");
    List<@Nullable String> fields = new ArrayList<>();
    images.images().forEach(image -> fields.add(image.annotation().field(column)));
    return fields;
  }

  private LabelSets sets(ImageVectors images, List<String> classes) {
    return LabelSets.parse(fields(images), classes);
  }

  private LinearHead fit(double strength, ImageVectors images, List<String> classes) {
    return OneVersusRest.fit(strength, images.cls(), sets(images, classes), classes);
  }

  private double choose(ImageVectors train, List<String> classes) {
    HeldOut held = HeldOut.of(train.size(), Math.max(1, train.size() / 10));
    ImageVectors validation = train.rows(held.validation());
    ImageVectors rest = train.rows(held.train());
    List<Double> strengths = LogisticOptions.standard().strengths();
    double best = strengths.getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < strengths.size(); i += EVERY) {
      LinearHead head = fit(strengths.get(i), rest, classes);
      double precision =
          ElevenPointPrecision.of(head.logits(validation.cls()), sets(validation, classes))
              .mean()
              .value();
      if (precision > most) {
        most = precision;
        best = strengths.get(i);
      }
      evaluation.listener().progress(i + EVERY, 0, strengths.size(), "strengths");
    }
    return best;
  }
}
