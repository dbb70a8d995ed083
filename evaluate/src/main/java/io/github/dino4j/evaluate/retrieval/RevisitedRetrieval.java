package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Revisited Oxford and Paris: mAP by trapezoids and mP@k for the three difficulties, junk taken out
 * of the ranking first. Queries are the pictures within their boxes ({@link
 * RevisitedTruth.Query#cut}). Source: Radenović et al., CVPR 2018; DINOv2, section 7.3.
 */
public final class RevisitedRetrieval {
  private RevisitedRetrieval() {}

  /**
   * Ranks the database for every query.
   *
   * @param truth of these queries and this database, in the same order
   * @return a result a difficulty; none for a difficulty without any positive
   * @throws DinoException if there are more or fewer vectors than the ground truth has pictures
   */
  public static Map<Difficulty, RetrievalResult> evaluate(
      Embeddings queries, Embeddings database, RevisitedTruth truth) {
    requireCount("queries", queries.size(), truth.queries().size());
    requireCount("database images", database.size(), truth.database().size());
    Map<Difficulty, RetrievalResult> results = new EnumMap<>(Difficulty.class);
    for (Difficulty difficulty : Difficulty.values()) {
      List<QueryResult> ranked =
          Ranking.of(queries, database, query -> difficulty.of(truth.queries().get(query)));
      if (ranked.stream().anyMatch(query -> query.ranks().length > 0)) {
        results.put(difficulty, RetrievalResult.of(ranked, AveragePrecision.TRAPEZOIDAL));
      }
    }
    return results;
  }

  private static void requireCount(String what, int count, int expected) {
    if (count != expected) {
      throw new DinoException(
          "%d %s where the ground truth names %d".formatted(count, what, expected));
    }
  }
}
