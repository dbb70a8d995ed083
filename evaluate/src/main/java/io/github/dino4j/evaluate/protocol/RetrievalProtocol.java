package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.report.Unit;
import io.github.dino4j.evaluate.retrieval.Embeddings;
import io.github.dino4j.evaluate.retrieval.InstanceRetrieval;
import io.github.dino4j.evaluate.retrieval.InstanceSet;
import io.github.dino4j.evaluate.retrieval.PairRetrieval;
import io.github.dino4j.evaluate.retrieval.RetrievalResult;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Instances found again: {@code --train} is the database, each {@code --test} a set of queries;
 * without a database each image of a test set looks among the others. Instances are the folders
 * that images lie in, or a manifest's column {@code instance}. {@code kind=pairs} takes the two
 * sides of pairs by equal names, {@code kind=revisited} the ground truth of revisited Oxford and
 * Paris, {@code kind=met} the rules of the Met.
 */
public final class RetrievalProtocol implements Protocol {
  private enum Kind {
    INSTANCES,
    PAIRS,
    REVISITED,
    MET
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "instances", Kind.INSTANCES,
          "pairs", Kind.PAIRS,
          "revisited", Kind.REVISITED,
          "met", Kind.MET);

  @Override
  public Settings settings() {
    return Settings.of(
        Setting.of("kind", "instances", "instances, revisited, met or pairs"),
        Setting.path("truth", "of kind=revisited: gnd_roxford5k.pkl or its JSON"),
        Setting.of("validation", "", "of kind=met: queries that tune neighbours and temperature"));
  }

  @Override
  public boolean learns(Settings settings) {
    return kind(settings) != Kind.INSTANCES;
  }

  private static Kind kind(Settings settings) {
    return settings.choice("kind", KINDS);
  }

  @Override
  public void check(Request request) {
    Protocol.super.check(request);
    require(request, Kind.REVISITED, "truth", "truth=FILE (gnd_roxford5k.pkl or its JSON)");
    require(
        request, Kind.MET, "validation", "validation=INPUT to tune neighbours and temperature on");
  }

  private static void require(Request request, Kind kind, String key, String what) {
    Settings settings = request.settings();
    if (kind(settings) == kind && settings.text(key).isEmpty()) {
      throw new DinoException("kind=%s needs %s".formatted(settings.text("kind"), what));
    }
  }

  @Override
  public EvaluationReport run(Evaluation evaluation, Request request) {
    check(request);
    EvaluationReport report = evaluation.report("Instance retrieval", request);
    switch (kind(request.settings())) {
      case INSTANCES -> instances(evaluation, request, report);
      case PAIRS -> pairs(evaluation, request, report);
      case REVISITED -> new RevisitedTask(evaluation, request, report).run();
      case MET -> new MetTask(evaluation, request, report).run();
    }
    report.write();
    return report;
  }

  private static void instances(Evaluation evaluation, Request request, EvaluationReport report) {
    ImageVectors database = request.train().isEmpty() ? null : evaluation.vectors(request.train());
    request
        .tests()
        .forEach((name, inputs) -> {
          ImageVectors queries = evaluation.vectors(inputs);
          RetrievalResult result =
              database == null
                  ? InstanceRetrieval.leaveOneOut(set(queries))
                  : InstanceRetrieval.between(set(queries), set(database));
          result
              .leftOut(query -> queries.images().get(query).id())
              .ifPresent(evaluation.listener()::say);
          add(report, name, result);
          new RetrievalSections(
                  report, name, queries.images(), (database == null ? queries : database).images())
              .add(result);
        });
  }

  private static void pairs(Evaluation evaluation, Request request, EvaluationReport report) {
    ImageVectors first = evaluation.vectors(request.train());
    request
        .tests()
        .forEach((name, inputs) -> {
          ImageVectors second = evaluation.vectors(inputs);
          ImageVectors partners = second.rows(partners(first.images(), second.images()));
          RetrievalResult result = PairRetrieval.evaluate(embeddings(first), embeddings(partners));
          add(report, name, result);
          new RetrievalSections(
                  report,
                  name,
                  Stream.concat(first.images().stream(), partners.images().stream()).toList(),
                  partners.images())
              .add(result);
        });
  }

  /** Of each first image the row of the second one that has its name. */
  private static int[] partners(List<ImageRecord> first, List<ImageRecord> second) {
    Map<String, Integer> rows = new HashMap<>();
    for (int i = 0; i < second.size(); i++) {
      rows.put(stem(second.get(i)), i);
    }
    return first.stream()
        .mapToInt(image -> {
          Integer row = rows.get(stem(image));
          if (row == null) {
            throw new DinoException(
                "%s has no partner of the same name on the other side".formatted(image.path()));
          }
          return row;
        })
        .toArray();
  }

  /** The name of an image's file without its ending. */
  static String stem(ImageRecord image) {
    String name = image.id().substring(image.id().lastIndexOf('/') + 1);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static InstanceSet set(ImageVectors vectors) {
    return new InstanceSet(
        embeddings(vectors), vectors.images().stream().map(InstanceSet::instance).toList());
  }

  static Embeddings embeddings(ImageVectors vectors) {
    return new Embeddings(vectors.cls(), vectors.dim());
  }

  static void add(EvaluationReport report, String test, RetrievalResult result) {
    report.figure(test, "mAP", Unit.SHARE, result.meanAveragePrecision());
    result
        .recallAt()
        .forEach((k, share) -> report.figure(test, "recall at " + k, Unit.SHARE, share));
    result
        .precisionAt()
        .forEach((k, share) -> report.figure(test, "precision at " + k, Unit.SHARE, share));
  }
}
