package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.application.ProbeHeadFile;
import io.github.dino4j.evaluate.classification.ClassNames;
import io.github.dino4j.evaluate.classification.KnnClassifier;
import io.github.dino4j.evaluate.classification.Likeliest;
import io.github.dino4j.evaluate.classification.LinearHead;
import io.github.dino4j.evaluate.classification.Predictions;
import io.github.dino4j.evaluate.fairness.AttributeRetrieval;
import io.github.dino4j.evaluate.fairness.ClassMap;
import io.github.dino4j.evaluate.fairness.DollarStreet;
import io.github.dino4j.evaluate.fairness.GroupFigures;
import io.github.dino4j.evaluate.fairness.Grouping;
import io.github.dino4j.evaluate.fairness.LabelAssociation;
import io.github.dino4j.evaluate.fairness.RankedClasses;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.report.Section;
import io.github.dino4j.report.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a model serves all groups alike: figures by the columns of a manifest. Classes come from
 * a trained head ({@code head=DIR}), else from the nearest training images.
 */
public final class FairnessProtocol implements Protocol {
  private static final int NEIGHBOURS = 20;
  private static final int LIKELIEST = 5;
  private static final List<Integer> KS = List.of(1, 5, 10);

  private enum Kind {
    ACCURACY,
    DOLLAR_STREET,
    ASSOCIATION
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "accuracy", Kind.ACCURACY,
          "dollarstreet", Kind.DOLLAR_STREET,
          "association", Kind.ASSOCIATION);

  @Override
  public Settings settings() {
    return Settings.of(
        Setting.of("kind", "accuracy", "accuracy, dollarstreet or association"),
        Setting.of(
            "group",
            "group",
            "column, or skin:COLUMN, age:COLUMN, income:COLUMN for the usual cuts; + joins columns,"
                + " commas separate groupings"),
        Setting.head("report of evaluate linear that names the classes"),
        Setting.path("map", "of dollarstreet and association: which classes belong to what"));
  }

  /** The classes come from training images, whoever names them. */
  @Override
  public boolean learns(Settings settings) {
    return true;
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    if (request.settings().choice("kind", KINDS) != Kind.ACCURACY) {
      ClassMap ignored = map(request);
    }
    for (String words : groupings(request)) {
      Grouping ignored = grouping(words);
    }
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    EvaluationReport report = evaluation.report("Fairness", request);
    Kind kind = request.settings().choice("kind", KINDS);
    List<String> groupings = groupings(request);
    ImageVectors train = evaluation.vectors(request.train());
    ClassNames classes = ClassNames.require(train.images(), request.train());
    Classifier classifier = classifier(evaluation, request, train, classes);
    request
        .tests()
        .forEach((name, inputs) -> {
          ClassificationData test = ClassificationData.of(evaluation.vectors(inputs), classes);
          switch (kind) {
            case ACCURACY -> {
              for (String grouping : groupings) {
                accuracy(report, name, grouping, classifier, test);
                attributes(report, name, grouping, test.vectors());
              }
            }
            case DOLLAR_STREET -> {
              List<RankedClasses> ranked = ranked(classifier, test, classes.names());
              DollarStreet street = DollarStreet.evaluate(ranked, map(request));
              add(report, name, "concepts by region", street.byRegion());
              add(report, name, "concepts by income", street.byIncome());
            }
            case ASSOCIATION -> {
              List<RankedClasses> ranked = ranked(classifier, test, classes.names());
              for (String grouping : groupings) {
                LabelAssociation.evaluate(ranked, map(request), grouping(grouping))
                    .byCategory()
                    .forEach((category, figures) ->
                        add(report, name, "%s by %s".formatted(category, grouping), figures));
              }
            }
          }
        });
    report.write();
    return report;
  }

  private static List<String> groupings(Request request) {
    return Arrays.asList(request.settings().text("group").split(","));
  }

  private static ClassMap map(Request request) {
    String file = request.settings().text("map");
    if (file.isEmpty()) {
      throw new DinoException(
          "map=FILE is missing: JSON of names with the classes under each, {\"NAME\": [\"class\", ...]}");
    }
    return ClassMap.read(PathText.path(file));
  }

  private static void accuracy(
      EvaluationReport report,
      String test,
      String grouping,
      Classifier classifier,
      ClassificationData images) {
    Predictions predictions = classifier.predict(images);
    double[] hits =
        IntStream.range(0, predictions.size())
            .mapToDouble(i -> predictions.isHit(i, 1) ? 1 : 0)
            .toArray();
    add(
        report,
        test,
        "top-1 by " + grouping,
        GroupFigures.of(hits, groups(grouping, images.vectors())));
  }

  private static void attributes(
      EvaluationReport report, String test, String grouping, ImageVectors images) {
    List<Integer> ks = KS.stream().filter(k -> k < images.size()).toList();
    AttributeRetrieval.evaluate(RetrievalProtocol.embeddings(images), groups(grouping, images), ks)
        .forEach((k, figures) ->
            add(report, test, "%d nearest of the same %s".formatted(k, grouping), figures));
  }

  private static List<@Nullable String> groups(String grouping, ImageVectors images) {
    Grouping chosen = grouping(grouping);
    List<@Nullable String> groups = new ArrayList<>();
    for (ImageRecord image : images.images()) {
      groups.add(chosen.group(image.annotation()));
    }
    return groups;
  }

  /** {@code gender+skin:fitzpatrick}. */
  static Grouping grouping(String words) {
    return Arrays.stream(words.strip().split("\\+"))
        .map(FairnessProtocol::one)
        .reduce(Grouping::by)
        .orElseThrow();
  }

  private static Grouping one(String word) {
    int colon = word.indexOf(':');
    String column = word.substring(colon + 1);
    return switch (colon < 0 ? "" : word.substring(0, colon)) {
      case "" -> Grouping.column(column);
      case "skin" -> Grouping.skinTone(column);
      case "age" -> Grouping.age(column);
      case "income" -> Grouping.income(column);
      default ->
          throw new DinoException(
              "%s: a grouping is a column, or skin:, age: or income: and a column".formatted(word));
    };
  }

  private static void add(EvaluationReport report, String test, String what, GroupFigures figures) {
    report.figure(test, what, Unit.SHARE, figures.overall());
    report.figure(test, what + ": gap of best and worst", Unit.SHARE, figures.gap());
    List<List<String>> rows = new ArrayList<>();
    figures
        .groups()
        .forEach((group, figure) ->
            rows.add(
                List.of(group, String.valueOf(figure.images()), Unit.SHARE.words(figure.mean()))));
    String left =
        figures.withoutGroup() == 0
            ? ""
            : "<p>%,d images have no group.</p>\n".formatted(figures.withoutGroup());
    report.add(
        new Section(
            Section.id(test + "-" + what),
            "%s: %s".formatted(test, what),
            new Table(List.of("group", "images", "%"), rows).html() + left));
  }

  private static List<RankedClasses> ranked(
      Classifier classifier, ClassificationData images, List<String> names) {
    List<Likeliest> likeliest = classifier.likeliest(images);
    return IntStream.range(0, images.size())
        .mapToObj(i ->
            new RankedClasses(
                Arrays.stream(likeliest.get(i).classes()).mapToObj(names::get).toList(),
                likeliest.get(i).probabilities(),
                images.vectors().images().get(i).annotation()))
        .toList();
  }

  private static Classifier classifier(
      Evaluation evaluation, Request request, ImageVectors train, ClassNames classes) {
    String path = request.settings().text("head");
    return path.isEmpty()
        ? new NearestImages(
            new KnnClassifier(
                ClassificationData.labelled(train, classes).labelledFeatures(classes.count()),
                KnnClassifier.TEMPERATURE))
        : new TrainedHead(
            ProbeHeadFile.read(evaluation.head(path), evaluation.source().backbone()),
            classes.count());
  }

  /** Who names classes. */
  private interface Classifier {
    Predictions predict(ClassificationData images);

    List<Likeliest> likeliest(ClassificationData images);
  }

  private record TrainedHead(LinearHead head, int classes) implements Classifier {
    @Override
    public Predictions predict(ClassificationData images) {
      return head.predict(images.probeFeatures(classes));
    }

    @Override
    public List<Likeliest> likeliest(ClassificationData images) {
      return head.likeliest(images.probeFeatures(classes), LIKELIEST);
    }
  }

  private record NearestImages(KnnClassifier knn) implements Classifier {
    @Override
    public Predictions predict(ClassificationData images) {
      return knn.predict(images.vectors().cls(), images.labels(), List.of(NEIGHBOURS)).getFirst();
    }

    @Override
    public List<Likeliest> likeliest(ClassificationData images) {
      return knn.likeliest(images.vectors().cls(), NEIGHBOURS, LIKELIEST);
    }
  }
}
