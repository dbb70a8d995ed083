package io.github.dino4j.pretrain.probe;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.patch.UnitRows;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

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

  // Bounds the memory of one block of similarities.
  private static final int QUERIES_AT_ONCE = 256;
  private static final int KNOWN_AT_ONCE = 8192;

  private final LabelledFeatures known;
  private final float[] unit;
  private final double temperature;

  /**
   * @param known features of any length, of which a normalised copy is kept
   */
  public KnnClassifier(LabelledFeatures known, double temperature) {
    this.known = known;
    this.unit = UnitRows.of(known.values(), known.dim());
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
    return probabilities(UnitRows.of(queries, known.dim()), neighbours, false);
  }

  /** The same for the known images themselves, each among all the others. */
  public List<float[]> leaveOneOut(List<Integer> neighbours) {
    return probabilities(unit, neighbours, true);
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

  private List<float[]> probabilities(float[] queries, List<Integer> counts, boolean leaveOneOut) {
    int dim = known.dim();
    int count = queries.length / dim;
    if (queries.length % dim != 0) {
      throw new DinoException(
          "%d values are no features of %d each".formatted(queries.length, dim));
    }
    int most = counts.stream().mapToInt(k -> k).max().orElseThrow();
    List<float[]> result =
        counts.stream().map(_ -> new float[Math.multiplyExact(count, known.classes())]).toList();
    for (int from = 0; from < count; from += QUERIES_AT_ONCE) {
      int to = Math.min(count, from + QUERIES_AT_ONCE);
      NearestNeighbours[] nearest = new NearestNeighbours[to - from];
      Arrays.setAll(nearest, _ -> new NearestNeighbours(most));
      search(Arrays.copyOfRange(queries, from * dim, to * dim), leaveOneOut ? from : -1, nearest);
      for (int i = from; i < to; i++) {
        vote(nearest[i - from], counts, result, i);
      }
    }
    return result;
  }

  /**
   * @param first which known image the first query is and must not find, -1 if it is none
   */
  private void search(float[] queries, int first, NearestNeighbours[] nearest) {
    for (int from = 0; from < known.size(); from += KNOWN_AT_ONCE) {
      int to = Math.min(known.size(), from + KNOWN_AT_ONCE);
      float[] cosine = cosines(queries, from, to);
      for (int query = 0; query < nearest.length; query++) {
        for (int other = from; other < to; other++) {
          if (first < 0 || other != first + query) {
            nearest[query].offer(other, cosine[query * (to - from) + other - from]);
          }
        }
      }
    }
  }

  /** {@code [queries, to - from]}. */
  private float[] cosines(float[] queries, int from, int to) {
    int dim = known.dim();
    try (Scope scope = Scope.open();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor left = Tensors.of(queries, queries.length / dim, dim);
      Tensor right = Tensors.of(Arrays.copyOfRange(unit, from * dim, to * dim), to - from, dim);
      return Tensors.toFloats(left.mm(right.t()));
    }
  }

  private void vote(
      NearestNeighbours nearest, List<Integer> counts, List<float[]> result, int query) {
    double[] shares = nearest.softmax(temperature);
    for (int i = 0; i < counts.size(); i++) {
      float[] probabilities = result.get(i);
      for (int n = 0; n < Math.min(counts.get(i), shares.length); n++) {
        int label = known.labels()[nearest.index(n)];
        probabilities[query * known.classes() + label] += (float) shares[n];
      }
    }
  }
}
