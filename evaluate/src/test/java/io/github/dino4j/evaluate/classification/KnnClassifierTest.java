package io.github.dino4j.evaluate.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.data.Offset.offset;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnnClassifierTest {
  private static final List<Integer> COUNTS = List.of(1, 5, 10, 20, 100);

  /** Tolerance of the fixture: probabilities in fp32. */
  @Test
  void probabilitiesAreThoseOfTheReference() {
    Golden golden = Golden.eval("knn");
    var known = golden.labelled("train", 12);
    var queries = golden.labelled("test", 12);
    KnnClassifier classifier = new KnnClassifier(known, KnnClassifier.TEMPERATURE);

    List<float[]> probabilities = classifier.probabilities(queries.values(), COUNTS);
    List<Predictions> predictions = classifier.predict(queries.values(), queries.labels(), COUNTS);

    for (int i = 0; i < COUNTS.size(); i++) {
      int k = COUNTS.get(i);
      assertThat(probabilities.get(i))
          .as("k = " + k)
          .containsExactly(golden.floats("probabilities/" + k), offset(1e-6f));
      ClassificationResult result = ClassificationResult.of(predictions.get(i));
      String mean = "accuracy_by_k/" + k + "/MEAN_ACCURACY/";
      String perClass = "accuracy_by_k/" + k + "/MEAN_PER_CLASS_ACCURACY/";
      // The reference's accuracies are fp32.
      assertThat(result.top1().value()).isCloseTo(golden.number(mean + "top-1"), offset(1e-6));
      assertThat(result.meanPerClass().value())
          .isCloseTo(golden.number(perClass + "top-1"), offset(1e-6));
      if (k > 5) { // of few neighbours several classes have none, and the order of equals counts
        assertThat(result.top5().value()).isCloseTo(golden.number(mean + "top-5"), offset(1e-6));
      }
    }
  }

  @Test
  void theLikeliestClassesAreThoseWithTheGreatestShares() {
    Golden golden = Golden.eval("knn");
    var queries = golden.labelled("test", 12);
    KnnClassifier classifier =
        new KnnClassifier(golden.labelled("train", 12), KnnClassifier.TEMPERATURE);
    float[] shares = classifier.probabilities(queries.values(), List.of(20)).getFirst();
    Predictions predictions =
        classifier.predict(queries.values(), queries.labels(), List.of(20)).getFirst();

    List<Likeliest> likeliest = classifier.likeliest(queries.values(), 20, Predictions.KEPT);

    assertThat(likeliest).hasSize(queries.size());
    for (int i = 0; i < queries.size(); i++) {
      assertThat(likeliest.get(i).classes()).containsExactly(predictions.likeliest()[i]);
      for (int c = 0; c < Predictions.KEPT; c++) {
        assertThat(likeliest.get(i).probabilities()[c])
            .isEqualTo(shares[i * 12 + likeliest.get(i).classes()[c]]);
      }
    }
  }

  @Test
  void fewOfEachClassAreTheReferencesOwn() {
    Golden golden = Golden.eval("knn");
    int[] labels = golden.labelled("train", 12).labels();

    for (int perClass : new int[] {1, 5}) {
      for (int seed : new int[] {0, 1}) {
        assertThat(KnnEvaluation.fewShot(labels, perClass, seed))
            .containsExactly(golden.ints("few_shot/" + perClass + "_per_class/seed" + seed));
      }
    }
  }

  @Test
  void fewShotIsTheMeanOverTriesWithAtMostSoManyNeighbours() {
    Golden golden = Golden.eval("knn");
    var known = golden.labelled("train", 12);
    var queries = golden.labelled("test", 12);

    List<KnnEvaluation.Result> results =
        new KnnEvaluation(List.of(1, 20), 0.07, List.of(5), 2).run(known, queries);

    assertThat(results)
        .extracting(KnnEvaluation.Result::perClass, KnnEvaluation.Result::neighbours)
        .containsExactly(tuple(0, 1), tuple(0, 20), tuple(5, 1), tuple(5, 5));
    double mean = 0;
    for (int seed = 0; seed < 2; seed++) {
      var drawn = known.rows(KnnEvaluation.fewShot(known.labels(), 5, seed));
      mean +=
          new KnnClassifier(drawn, 0.07)
                  .predict(queries.values(), queries.labels(), List.of(1, 5))
                  .getLast()
                  .top1()
              / 2;
    }
    // Sums of halves in another order.
    assertThat(results.getLast().result().top1().value()).isCloseTo(mean, offset(1e-12));
  }

  private static float[] normal(int values, long seed) {
    Random random = new Random(seed);
    float[] normal = new float[values];
    for (int i = 0; i < values; i++) {
      normal[i] = (float) random.nextGaussian();
    }
    return normal;
  }

  private static LabelledFeatures random(int size, int dim) {
    int[] labels = new Random(3).ints(size, 0, 7).toArray();
    return new LabelledFeatures(normal(size * dim, 1), dim, labels, 7);
  }

  private static double cosine(float[] a, int i, float[] b, int j, int dim) {
    double product = 0;
    double first = 0;
    double second = 0;
    for (int d = 0; d < dim; d++) {
      product += a[i * dim + d] * b[j * dim + d];
      first += a[i * dim + d] * a[i * dim + d];
      second += b[j * dim + d] * b[j * dim + d];
    }
    return product / Math.sqrt(first * second);
  }

  /** Sorts all known images for each query. */
  private static float[] naive(
      LabelledFeatures known, float[] queries, int most, int k, boolean out) {
    int dim = known.dim();
    float[] result = new float[queries.length / dim * known.classes()];
    for (int q = 0; q < queries.length / dim; q++) {
      int query = q;
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < known.size(); i++) {
        if (!out || i != q) {
          order.add(i);
        }
      }
      order.sort(Comparator.comparingDouble(i -> -cosine(queries, query, known.values(), i, dim)));
      double sum = 0;
      for (int i : order.subList(0, Math.min(most, order.size()))) {
        sum += Math.exp(cosine(queries, q, known.values(), i, dim) / 0.07);
      }
      for (int i : order.subList(0, Math.min(k, order.size()))) {
        result[q * known.classes() + known.labels()[i]] +=
            (float) (Math.exp(cosine(queries, q, known.values(), i, dim) / 0.07) / sum);
      }
    }
    return result;
  }

  /** More images than one block of queries or of known images holds. */
  @Test
  void blocksChangeNothing() {
    LabelledFeatures known = random(8300, 4);
    float[] queries = normal(300 * 4, 2);
    KnnClassifier classifier = new KnnClassifier(known, 0.07);
    List<float[]> found = classifier.probabilities(queries, List.of(3, 12));

    // Similarities are fp32 in one and double in the other, and are divided by the temperature.
    assertThat(found.get(0)).containsExactly(naive(known, queries, 12, 3, false), offset(1e-5f));
    assertThat(found.get(1)).containsExactly(naive(known, queries, 12, 12, false), offset(1e-5f));
  }

  @Test
  void leftOutImagesDoNotFindThemselves() {
    LabelledFeatures known = random(400, 6);

    Predictions found = new KnnClassifier(known, 0.07).leaveOneOut(List.of(5)).getFirst();

    float[] naive = naive(known, known.values(), 5, 5, true);
    for (int i = 0; i < known.size(); i++) {
      assertThat(found.predicted(i)).isEqualTo(naiveArgmax(naive, i, known.classes()));
    }
  }

  private static int naiveArgmax(float[] rows, int row, int classes) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = rows[row * classes + c] > rows[row * classes + best] ? c : best;
    }
    return best;
  }

  /** Twins are so many that an image is not among the neighbours that are searched for. */
  @Test
  void leftOutImagesHaveAllTheirNeighboursAmongTwins() {
    float[] twins = {1, 1, 1, 1, 1, -1};
    var known = new LabelledFeatures(twins, 1, new int[] {0, 0, 1, 1, 1, 0}, 2);

    Predictions found = new KnnClassifier(known, 0.07).leaveOneOut(List.of(2)).getFirst();

    // The first two of the other twins: the images 1 and 2, 0 and 2, else 0 and 1.
    for (int[] best : found.likeliest()) {
      assertThat(best).containsExactly(0, 1);
    }
    assertThat(found.margins()).containsExactly(0, 0, -1, -1, -1, 1);
  }

  @Test
  void fewerImagesThanNeighboursAllCount() {
    var known = new LabelledFeatures(new float[] {1, 0, 0, 1}, 2, new int[] {0, 1}, 2);

    float[] found =
        new KnnClassifier(known, 0.07).probabilities(new float[] {1, 1}, List.of(20)).getFirst();

    assertThat(found).containsExactly(0.5f, 0.5f);
  }
}
