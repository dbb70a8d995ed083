package io.github.dino4j.evaluate.classification;

import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Queries that are searched for at once, at most. */
  private static final int QUERIES = 4096;

  /** Probabilities that are in memory at once, for each number of neighbours. */
  private static final int PROBABILITIES = 1 << 22;

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
   * Classifies images block by block.
   *
   * @param queries features {@code [n, dim]} of any length
   * @param labels {@code [n]}, their right classes, -1 for none
   * @param neighbours the numbers of neighbours to count, such as 10 and 20
   * @return for each number in turn the predictions; where fewer images are known than asked for,
   *     all of them count
   */
  public List<Predictions> predict(float[] queries, int[] labels, List<Integer> neighbours) {
    return predict(queries, labels, neighbours, false);
  }

  /** The same for the known images themselves, each among all the others. */
  public List<Predictions> leaveOneOut(List<Integer> neighbours) {
    return predict(known.values(), known.labels(), neighbours, true);
  }

  private List<Predictions> predict(
      float[] queries, int[] labels, List<Integer> neighbours, boolean others) {
    List<Predictions.Collector> collectors =
        neighbours.stream().map(_ -> Predictions.collect(labels, known.classes())).toList();
    for (int first = 0; first < labels.length; first += block()) {
      int end = Math.min(labels.length, first + block());
      List<float[]> votes =
          vote(nearest(queries, first, end, most(neighbours), others), neighbours);
      for (int i = 0; i < votes.size(); i++) {
        collectors.get(i).add(votes.get(i));
      }
    }
    return collectors.stream().map(Predictions.Collector::done).toList();
  }

  /**
   * Probabilities of the classes, all in memory.
   *
   * @param queries features {@code [n, dim]} of any length
   * @return for each number of neighbours in turn {@code [n, classes]}
   */
  public List<float[]> probabilities(float[] queries, List<Integer> neighbours) {
    return vote(index.search(queries, most(neighbours)), neighbours);
  }

  /**
   * The likeliest classes of each image, block by block.
   *
   * @param queries features {@code [n, dim]} of any length
   * @param neighbours how many count
   * @param count how many classes, at most
   */
  public List<Likeliest> likeliest(float[] queries, int neighbours, int count) {
    List<Likeliest> likeliest = new ArrayList<>();
    int images = queries.length / known.dim();
    for (int first = 0; first < images; first += block()) {
      int end = Math.min(images, first + block());
      List<Neighbours> nearest = nearest(queries, first, end, neighbours, false);
      float[] shares = vote(nearest, List.of(neighbours)).getFirst();
      for (int from = 0; from < shares.length; from += known.classes()) {
        int image = from;
        double[] ofImage =
            IntStream.range(0, known.classes()).mapToDouble(c -> shares[image + c]).toArray();
        likeliest.add(Likeliest.of(ofImage, count));
      }
    }
    return likeliest;
  }

  /** Queries whose neighbours and probabilities are in memory at once. */
  private int block() {
    return Math.clamp(PROBABILITIES / known.classes(), 1, QUERIES);
  }

  private static int most(List<Integer> counts) {
    return counts.stream().mapToInt(k -> k).max().orElseThrow();
  }

  private List<Neighbours> nearest(float[] queries, int first, int end, int k, boolean others) {
    float[] block = Arrays.copyOfRange(queries, first * known.dim(), end * known.dim());
    List<Neighbours> found = index.search(block, others ? k + 1 : k);
    if (!others) {
      return found;
    }
    Neighbours[] result = new Neighbours[found.size()];
    Arrays.setAll(result, i -> without(found.get(i), first + i, k));
    return List.of(result);
  }

  /** The {@code k} nearest but for one, which may not be among them where many are equally near. */
  private static Neighbours without(Neighbours nearest, int left, int k) {
    int[] index = new int[Math.min(k, nearest.size())];
    float[] similarity = new float[index.length];
    int size = 0;
    for (int i = 0; i < nearest.size() && size < index.length; i++) {
      if (nearest.index()[i] != left) {
        index[size] = nearest.index()[i];
        similarity[size++] = nearest.similarity()[i];
      }
    }
    return new Neighbours(Arrays.copyOf(index, size), Arrays.copyOf(similarity, size));
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
