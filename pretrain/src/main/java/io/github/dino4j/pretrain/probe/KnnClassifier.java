package io.github.dino4j.pretrain.probe;

import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.Arrays;
import java.util.List;

/**
 * Names an image's class by its nearest neighbours among images whose classes are known
 * (dinov2/eval/knn.py): cosine similarities, a softmax over those of the nearest, and each
 * neighbour's share goes to its class. The softmax is taken once over as many as the largest number
 * of neighbours asked for; smaller numbers cut it off, and their shares then do not sum to 1.
 *
 * <p>Of equally near neighbours the first counts. Immutable; safe for use by several threads.
 */
public final class KnnClassifier {
  /** The temperature of the reference. */
  public static final double TEMPERATURE = 0.07;

  private final LabelledFeatures known;
  private final ExactIndex index;
  private final double temperature;

  /**
   * @param known features of any length, of which a normalised copy is kept
   */
  public KnnClassifier(LabelledFeatures known, double temperature) {
    this.known = known;
    this.index = new ExactIndex(known.values(), known.dim());
    this.temperature = temperature;
  }

  /**
   * Probabilities of the classes.
   *
   * @param queries features {@code [n, dim]} of any length
   * @param neighbours the numbers of neighbours to count, such as 10 and 20
   * @return for each number in turn {@code [n, classes]}; where fewer images are known than asked
   *     for, all of them count
   */
  public List<float[]> probabilities(float[] queries, List<Integer> neighbours) {
    return vote(index.search(queries, most(neighbours)), neighbours);
  }

  /** The same for the known images themselves, each among all the others. */
  public List<float[]> leaveOneOut(List<Integer> neighbours) {
    return vote(index.searchOthers(most(neighbours)), neighbours);
  }

  /**
   * How often the likeliest class is the right one; of equally likely classes the first counts.
   *
   * @param probabilities {@code [n, classes]}
   * @param labels {@code [n]}; one that is no class is never right
   */
  public static double top1(float[] probabilities, int[] labels) {
    int classes = probabilities.length / labels.length;
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = probabilities[i * classes + c] > probabilities[i * classes + best] ? c : best;
      }
      right += best == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  private static int most(List<Integer> counts) {
    return counts.stream().mapToInt(k -> k).max().orElseThrow();
  }

  private List<float[]> vote(List<Neighbours> nearest, List<Integer> counts) {
    List<float[]> result =
        counts.stream()
            .map(_ -> new float[Math.multiplyExact(nearest.size(), known.classes())])
            .toList();
    for (int query = 0; query < nearest.size(); query++) {
      double[] shares = softmax(nearest.get(query).similarity());
      for (int i = 0; i < counts.size(); i++) {
        float[] probabilities = result.get(i);
        for (int n = 0; n < Math.min(counts.get(i), shares.length); n++) {
          int label = known.labels()[nearest.get(query).index()[n]];
          probabilities[query * known.classes() + label] += (float) shares[n];
        }
      }
    }
    return result;
  }

  /** Shares that sum to 1, most similar first. */
  private double[] softmax(float[] similarity) {
    double[] shares = new double[similarity.length];
    Arrays.setAll(shares, i -> Math.exp((similarity[i] - similarity[0]) / temperature));
    double sum = Arrays.stream(shares).sum();
    Arrays.setAll(shares, i -> shares[i] / sum);
    return shares;
  }
}
