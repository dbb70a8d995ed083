package io.github.dino4j.evaluate.protocol;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.evaluate.features.ImageVectors;
import io.github.dino4j.evaluate.report.EvaluationReport;
import io.github.dino4j.evaluate.retrieval.Difficulty;
import io.github.dino4j.evaluate.retrieval.Embeddings;
import io.github.dino4j.evaluate.retrieval.RetrievalResult;
import io.github.dino4j.evaluate.retrieval.RevisitedRetrieval;
import io.github.dino4j.evaluate.retrieval.RevisitedTruth;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.decode.ImageDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Revisited Oxford and Paris: queries are cut to their boxes before the model sees them. */
record RevisitedTask(Evaluation evaluation, Request request, EvaluationReport report) {
  void run() {
    String truthFile = request.settings().text("truth");
    RevisitedTruth truth = RevisitedTruth.read(PathText.path(truthFile));
    ImageVectors all = evaluation.vectors(request.train());
    ImageVectors database = all.rows(places(all.images(), truth.database()));
    request
        .tests()
        .forEach((name, inputs) -> {
          Map<Difficulty, RetrievalResult> results =
              RevisitedRetrieval.evaluate(
                  queries(inputs, truth), RetrievalProtocol.embeddings(database), truth);
          results.forEach((difficulty, result) ->
              RetrievalProtocol.add(
                  report, name + " " + difficulty.name().toLowerCase(Locale.ROOT), result));
        });
  }

  private Embeddings queries(List<String> inputs, RevisitedTruth truth) {
    FeatureExtractor extractor = evaluation.model().extractor();
    Map<String, ImageRecord> images = new HashMap<>();
    try (RecordStream records = ImageSource.of(inputs).open()) {
      records.forEachRemaining(record -> images.put(RetrievalProtocol.stem(record), record));
    }
    ImageDecoder decoder = new ImageDecoder();
    int dim = extractor.config().dim();
    float[] values = new float[truth.queries().size() * dim];
    for (int i = 0; i < truth.queries().size(); i++) {
      RevisitedTruth.Query query = truth.queries().get(i);
      ImageRecord image = images.get(query.name());
      if (image == null) {
        throw new DinoException(
            "%s: no picture of the query %s".formatted(String.join(", ", inputs), query.name()));
      }
      var prepared = extractor.prepare(query.cut(decoder.decode(image.read())));
      System.arraycopy(extractor.cls(List.of(prepared)).getFirst(), 0, values, i * dim, dim);
      evaluation.listener().progress(i + 1, 0, truth.queries().size(), "queries");
    }
    return new Embeddings(values, dim);
  }

  /** Where the images that the ground truth names stand among those there are. */
  private static int[] places(List<ImageRecord> images, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    IntStream.range(0, images.size())
        .forEach(i -> places.put(RetrievalProtocol.stem(images.get(i)), i));
    return names.stream()
        .mapToInt(name -> {
          Integer place = places.get(name);
          if (place == null) {
            throw new DinoException("the database lacks %s, which the truth names".formatted(name));
          }
          return place;
        })
        .toArray();
  }
}
