package io.github.dino4j.evaluate.retrieval;

import static io.github.dino4j.torch.Ops.matmul;
import static io.github.dino4j.torch.Ops.normalize;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Ranks of the positives of every query by falling cosine; of equally similar images the first in
 * the database stands in front. Nothing is sorted but the positives: the rank of one is the number
 * of images before it.
 */
final class Ranking {
  /** Cosines that lie in memory together, 64 MB; one query with the whole database at least. */
  private static final int COSINES = 1 << 24;

  private static final int MOST_QUERIES = 64;
  private static final double SMALLEST_NORM = 1e-12;

  private final IntFunction<Relevance> relevance;
  private final int size;

  private Ranking(IntFunction<Relevance> relevance, int size) {
    this.relevance = relevance;
    this.size = size;
  }

  /**
   * @param relevance of a query by its place; called from several threads
   */
  static List<QueryResult> of(
      Embeddings queries, Embeddings database, IntFunction<Relevance> relevance) {
    if (queries.dim() != database.dim()) {
      throw new DinoException(
          "queries of %d features and a database of %d: extract both by the same model"
              .formatted(queries.dim(), database.dim()));
    }
    Ranking ranking = new Ranking(relevance, database.size());
    int block = Math.clamp(COSINES / Math.max(1, database.size()), 1, MOST_QUERIES);
    List<QueryResult> results = new ArrayList<>();
    try (Scope ignored = Scope.open()) {
      Tensor images = unit(database).t(); // [D, N]
      for (int first = 0; first < queries.size(); first += block) {
        int end = Math.min(queries.size(), first + block);
        results.addAll(ranking.rank(first, cosines(queries.range(first, end), images)));
      }
    }
    return results;
  }

  private static Tensor unit(Embeddings embeddings) {
    Tensor rows = Tensors.of(embeddings.values(), embeddings.size(), embeddings.dim());
    return normalize(rows, 1, SMALLEST_NORM);
  }

  /** {@code [Q, N]}. */
  private static float[] cosines(Embeddings queries, Tensor images) {
    try (Scope ignored = Scope.open()) {
      return Tensors.toFloats(matmul(unit(queries), images));
    }
  }

  private List<QueryResult> rank(int first, float[] cosines) {
    return IntStream.range(0, cosines.length / Math.max(1, size))
        .parallel()
        .mapToObj(row -> new Row(cosines, row * size).rank(first + row))
        .toList();
  }

  /** The cosines of one query with the database, from {@code start} on. */
  private final class Row {
    private static final int NEAREST = 10;

    private final float[] cosines;
    private final int start;

    Row(float[] cosines, int start) {
      this.cosines = cosines;
      this.start = start;
    }

    QueryResult rank(int query) {
      Relevance wanted = relevance.apply(query);
      int[] positives =
          IntStream.of(wanted.positives())
              .boxed()
              .sorted((a, b) -> before(a, b) ? -1 : before(b, a) ? 1 : 0)
              .mapToInt(Integer::intValue)
              .toArray();
      BitSet junk = set(wanted.junk());
      return new QueryResult(query, ranks(positives, junk), nearest(junk));
    }

    private static BitSet set(int[] places) {
      BitSet set = new BitSet();
      IntStream.of(places).forEach(set::set);
      return set;
    }

    private boolean before(int a, int b) {
      float difference = cosines[start + a] - cosines[start + b];
      return difference > 0 || (difference == 0 && a < b);
    }

    private int[] ranks(int[] positives, BitSet junk) {
      BitSet passed = set(positives);
      passed.or(junk);
      int[] ahead = new int[positives.length + 1]; // negatives between one positive and the next
      for (int image = passed.nextClearBit(0);
          image < size;
          image = passed.nextClearBit(image + 1)) {
        ahead[positivesBefore(image, positives)]++;
      }
      int[] ranks = new int[positives.length];
      int negatives = 0;
      for (int i = 0; i < ranks.length; i++) {
        negatives += ahead[i];
        ranks[i] = negatives + i;
      }
      return ranks;
    }

    private int positivesBefore(int image, int[] positives) {
      int low = 0;
      int high = positives.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (before(positives[middle], image)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    private int[] nearest(BitSet junk) {
      List<Integer> nearest = new ArrayList<>();
      for (int image = junk.nextClearBit(0); image < size; image = junk.nextClearBit(image + 1)) {
        if (nearest.size() == NEAREST && !before(image, nearest.getLast())) {
          continue;
        }
        int at = nearest.size();
        while (at > 0 && before(image, nearest.get(at - 1))) {
          at--;
        }
        nearest.add(at, image);
        if (nearest.size() > NEAREST) {
          nearest.removeLast();
        }
      }
      return nearest.stream().mapToInt(Integer::intValue).toArray();
    }
  }
}
