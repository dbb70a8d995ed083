package io.github.dino4j.evaluate.retrieval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Retrieval of instances in one's own images: mAP, recall and precision at 1, 5 and 10. Cosine
 * similarity; a query without a positive is left out and listed.
 */
public final class InstanceRetrieval {
  private static final int[] NONE = {};

  private InstanceRetrieval() {}

  /**
   * Queries against a database: images of the same instance are positives.
   *
   * @throws io.github.dino4j.DinoException if no query has a positive, or the features differ in
   *     size
   */
  public static RetrievalResult between(InstanceSet queries, InstanceSet database) {
    Map<String, int[]> places = places(database.instances());
    List<QueryResult> results =
        Ranking.of(
            queries.embeddings(),
            database.embeddings(),
            query -> new Relevance(find(places, queries.instances().get(query)), NONE));
    return RetrievalResult.of(results, AveragePrecision.RECTANGULAR);
  }

  /**
   * Each image against all others. A distractor is no query.
   *
   * @throws io.github.dino4j.DinoException if no two images show the same instance
   */
  public static RetrievalResult leaveOneOut(InstanceSet images) {
    Map<String, int[]> places = places(images.instances());
    List<QueryResult> results =
        Ranking.of(
            images.embeddings(),
            images.embeddings(),
            query -> {
              int[] same = find(places, images.instances().get(query));
              int[] others = IntStream.of(same).filter(each -> each != query).toArray();
              return new Relevance(others, new int[] {query});
            });
    return RetrievalResult.of(
        results.stream().filter(result -> images.instances().get(result.query()) != null).toList(),
        AveragePrecision.RECTANGULAR);
  }

  private static Map<String, int[]> places(List<@Nullable String> instances) {
    Map<String, List<Integer>> lists = new HashMap<>();
    for (int i = 0; i < instances.size(); i++) {
      String instance = instances.get(i);
      if (instance != null) {
        lists.computeIfAbsent(instance, _ -> new ArrayList<>()).add(i);
      }
    }
    Map<String, int[]> places = new HashMap<>();
    lists.forEach(
        (name, list) -> places.put(name, list.stream().mapToInt(Integer::intValue).toArray()));
    return places;
  }

  private static int[] find(Map<String, int[]> places, @Nullable String instance) {
    return instance == null ? NONE : places.getOrDefault(instance, NONE);
  }
}
