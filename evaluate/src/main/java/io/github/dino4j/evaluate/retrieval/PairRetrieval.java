package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import java.util.ArrayList;
import java.util.List;

/**
 * Two pictures a place, as in AmsterTime (1,231 pairs of an archival picture and a street view):
 * each picture looks for its partner among all pictures of the other side. Both directions count as
 * queries of one pool, and with its single positive the average precision of a query is 1 / rank.
 * Source: Yildiz et al., "AmsterTime", ICPR 2022; DINOv2, section 7.3.
 */
public final class PairRetrieval {
  private PairRetrieval() {}

  /**
   * Ranks both directions.
   *
   * @param first one side of each pair
   * @param second the other side, in the same order
   * @return query {@code i} is the first side of pair i, query {@code pairs + i} the second
   * @throws DinoException if the sides differ in number
   */
  public static RetrievalResult evaluate(Embeddings first, Embeddings second) {
    int pairs = first.size();
    if (second.size() != pairs) {
      throw new DinoException(
          "%d pictures on one side of the pairs and %d on the other"
              .formatted(pairs, second.size()));
    }
    List<QueryResult> pool = new ArrayList<>(Ranking.of(first, second, PairRetrieval::partner));
    Ranking.of(second, first, PairRetrieval::partner)
        .forEach(
            each -> pool.add(new QueryResult(pairs + each.query(), each.ranks(), each.nearest())));
    return RetrievalResult.of(pool, AveragePrecision.RECTANGULAR);
  }

  private static Relevance partner(int pair) {
    return new Relevance(new int[] {pair}, new int[0]);
  }
}
