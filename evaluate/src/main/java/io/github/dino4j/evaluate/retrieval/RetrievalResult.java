package io.github.dino4j.evaluate.retrieval;

import io.github.dino4j.DinoException;
import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Figures over queries, with intervals by resampling queries.
 *
 * @param meanAveragePrecision mAP
 * @param recallAt by k: the share of queries that have a positive among the first k
 * @param precisionAt by k: mP@k, as {@link QueryResult#precisionAt}
 * @param queries in their order, without those that have no positive
 * @param withoutPositive places of the queries that were left out, ascending
 */
public record RetrievalResult(
    Estimate meanAveragePrecision,
    SortedMap<Integer, Estimate> recallAt,
    SortedMap<Integer, Estimate> precisionAt,
    List<QueryResult> queries,
    List<Integer> withoutPositive) {
  private static final List<Integer> CUTS = List.of(1, 5, 10);
  private static final int NAMED = 3;

  public RetrievalResult {
    recallAt = Collections.unmodifiableSortedMap(new TreeMap<>(recallAt));
    precisionAt = Collections.unmodifiableSortedMap(new TreeMap<>(precisionAt));
    queries = List.copyOf(queries);
    withoutPositive = List.copyOf(withoutPositive);
  }

  /**
   * @throws DinoException if no query has a positive
   */
  static RetrievalResult of(List<QueryResult> all, AveragePrecision averagePrecision) {
    List<QueryResult> counted = new ArrayList<>();
    List<Integer> without = new ArrayList<>();
    for (QueryResult each : all) {
      if (each.ranks().length > 0) {
        counted.add(each);
      } else {
        without.add(each.query());
      }
    }
    if (counted.isEmpty()) {
      throw new DinoException(
          "none of %d queries has a positive in the database: name instances alike on both sides"
              .formatted(all.size()));
    }
    SortedMap<Integer, Estimate> recall = new TreeMap<>();
    SortedMap<Integer, Estimate> precision = new TreeMap<>();
    for (int k : CUTS) {
      recall.put(k, mean(counted, query -> query.recallAt(k)));
      precision.put(k, mean(counted, query -> query.precisionAt(k)));
    }
    Estimate map = mean(counted, query -> averagePrecision.of(query.ranks()));
    return new RetrievalResult(map, recall, precision, counted, without);
  }

  private static Estimate mean(List<QueryResult> queries, ToDoubleFunction<QueryResult> figure) {
    return Bootstrap.mean(queries.stream().mapToDouble(figure).toArray());
  }

  /**
   * One line about the queries that were left out, empty if there are none.
   *
   * @param name of a query by its place
   */
  public Optional<String> leftOut(IntFunction<String> name) {
    if (withoutPositive.isEmpty()) {
      return Optional.empty();
    }
    int count = withoutPositive.size();
    String named =
        withoutPositive.stream()
            .limit(NAMED)
            .map(name::apply)
            .collect(Collectors.joining(", ", "", count > NAMED ? ", ..." : ""));
    return Optional.of(
        "left out %d of %d queries, which have no positive in the database: %s"
            .formatted(count, count + queries.size(), named));
  }
}
