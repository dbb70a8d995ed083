package io.github.dino4j.evaluate.retrieval;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Global average precision (micro-AP): all predictions in one ranking by falling confidence, the
 * precision at each right one, divided by the number of queries that have a class. A distractor is
 * always wrong, so it costs the more the surer the prediction is. Of equal confidences the earlier
 * query stands in front.
 */
final class GlobalAveragePrecision {
  private final int[] order; // queries by falling confidence
  private final boolean[] right;
  private final boolean[] counted;

  /**
   * @param labels the true ones; {@link MetRetrieval#DISTRACTOR} where there is none
   */
  GlobalAveragePrecision(List<MetClassifier.Prediction> predictions, int[] labels) {
    order =
        IntStream.range(0, labels.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -predictions.get(i).confidence()))
            .mapToInt(Integer::intValue)
            .toArray();
    right = new boolean[labels.length];
    counted = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      counted[i] = labels[i] != MetRetrieval.DISTRACTOR;
      right[i] = counted[i] && predictions.get(i).label() == labels[i];
    }
  }

  /**
   * Of a resample of the queries.
   *
   * @return NaN if it holds distractors alone
   */
  double of(int[] queries) {
    int[] times = new int[order.length];
    Arrays.stream(queries).forEach(query -> times[query]++);
    double sum = 0;
    int seen = 0;
    int found = 0;
    int total = 0;
    for (int query : order) {
      total += counted[query] ? times[query] : 0;
      for (int i = 0; i < times[query]; i++) {
        seen++;
        if (right[query]) {
          sum += (double) ++found / seen;
        }
      }
    }
    return sum / total;
  }

  /** The share of right ones among the queries of a resample that have a class. */
  double accuracy(int[] queries) {
    long hits = Arrays.stream(queries).filter(query -> right[query]).count();
    return (double) hits / Arrays.stream(queries).filter(query -> counted[query]).count();
  }

  /** Places of the queries that have a class. */
  int[] withoutDistractors() {
    return IntStream.range(0, counted.length).filter(query -> counted[query]).toArray();
  }
}
