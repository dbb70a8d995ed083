package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The Met benchmark: which exhibit does a visitor's photo show, where most photos show none. K and
 * the temperature are tuned on the validation queries' GAP, and stay for the test queries. Source:
 * Ypsilantis et al., NeurIPS 2021; DINOv2, section 7.3, with PCA whitening.
 *
 * <p>Holds the training images in memory, whitened; immutable afterwards.
 */
public final class MetRetrieval {
  /** The label of a query that shows no class of the training set. */
  public static final int DISTRACTOR = -1;

  private static final int COMPONENTS = 512;
  private static final int[] NEIGHBOURS = {1, 2, 3, 5, 7, 10, 15, 20, 50};
  private static final double[] TEMPERATURES = {0.01, 0.1, 1, 5, 10, 15, 20, 25, 30, 50, 100, 500};

  private final Whitening whitening;
  private final ExactIndex index;
  private final int[] labels;
  private final int classes;

  /**
   * Images and what they show.
   *
   * @param labels a class an image, {@link #DISTRACTOR} where it shows none
   */
  public record Labelled(Embeddings embeddings, int[] labels) {
    public Labelled {
      embeddings.requireLabels(labels.length);
    }
  }

  /**
   * What came out.
   *
   * @param gap global average precision over all queries
   * @param gapWithoutDistractors GAP-, over queries that have a class
   * @param accuracy over queries that have a class
   * @param predictions one a query
   */
  public record Result(
      Estimate gap,
      Estimate gapWithoutDistractors,
      Estimate accuracy,
      List<MetClassifier.Prediction> predictions) {}

  /**
   * @param train at least two images, without distractors
   */
  public MetRetrieval(Labelled train) {
    whitening = Whitening.fit(train.embeddings(), COMPONENTS);
    Embeddings white = whitening.apply(train.embeddings());
    index = new ExactIndex(white.values(), white.dim());
    labels = train.labels().clone();
    classes = (int) Arrays.stream(labels).distinct().count();
  }

  /** The classifier with the best GAP on validation queries; of equals the first tried wins. */
  public MetClassifier tune(Labelled validation) {
    requireClass(validation);
    List<Neighbours> found = search(validation, NEIGHBOURS[NEIGHBOURS.length - 1]);
    int[] all = IntStream.range(0, validation.labels().length).toArray();
    MetClassifier best = new MetClassifier(NEIGHBOURS[0], TEMPERATURES[0]);
    double most = Double.NEGATIVE_INFINITY;
    for (int neighbours : NEIGHBOURS) {
      for (double temperature : TEMPERATURES) {
        MetClassifier tried = new MetClassifier(neighbours, temperature);
        double gap = new GlobalAveragePrecision(predict(tried, found), validation.labels()).of(all);
        if (gap > most) {
          most = gap;
          best = tried;
        }
      }
    }
    return best;
  }

  /**
   * Measures a classifier on queries.
   *
   * @throws DinoException if all queries are distractors
   */
  public Result evaluate(Labelled queries, MetClassifier classifier) {
    requireClass(queries);
    List<MetClassifier.Prediction> predictions =
        predict(classifier, search(queries, classifier.neighbours()));
    GlobalAveragePrecision gap = new GlobalAveragePrecision(predictions, queries.labels());
    int[] known = gap.withoutDistractors();
    return new Result(
        Bootstrap.of(queries.labels().length, gap::of),
        Bootstrap.of(known.length, rows -> gap.of(pick(known, rows))),
        Bootstrap.of(known.length, rows -> gap.accuracy(pick(known, rows))),
        predictions);
  }

  private static int[] pick(int[] known, int[] rows) {
    return Arrays.stream(rows).map(row -> known[row]).toArray();
  }

  private static void requireClass(Labelled queries) {
    if (Arrays.stream(queries.labels()).allMatch(label -> label == DISTRACTOR)) {
      throw new DinoException("no query has a class: all are distractors");
    }
  }

  private List<Neighbours> search(Labelled queries, int k) {
    return index.search(whitening.apply(queries.embeddings()).values(), k);
  }

  private List<MetClassifier.Prediction> predict(MetClassifier classifier, List<Neighbours> found) {
    return found.stream().map(each -> classifier.predict(each, labels, classes)).toList();
  }
}
