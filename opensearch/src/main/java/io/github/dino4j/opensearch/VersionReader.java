package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.opensearch.Requests.Answer;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.KeyText;
import io.github.dino4j.search.remote.RemoteStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the documents that are seen in a generation, with their vectors, by the graph or by
 * comparing all. Threads share it.
 */
final class VersionReader {
  /** Documents of a page. */
  private static final int AT_ONCE = 500;

  /** Results of a search that a server gives at once by default. */
  static final int LARGEST_PAGE = 10_000;

  /** The graph is asked for no more: comparing all is as fast then. */
  private static final int MOST_OF_GRAPH = 2_000;

  private static final int LEAST_CANDIDATES = 150;
  private static final int QUERIES_AT_ONCE = 64;

  private final OpenSearchUrl url;
  private final Requests requests;

  VersionReader(OpenSearchUrl url, Requests requests) {
    this.url = url;
    this.requests = requests;
  }

  /** The ids of documents that a query finds. */
  List<String> documents(Map<String, Object> query, int most) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("size", most);
    search.put("_source", false);
    search.put("query", query);
    return hits(requests.get("POST", url.path("/_search"), search)).stream()
        .map(hit -> VectorDocument.text(hit, "_id"))
        .toList();
  }

  /** Refuses an answer of a part of the index. */
  void requireShards(Map<?, ?> answer) {
    double failed = VectorDocument.number(VectorDocument.map(answer, "_shards"), "failed");
    if (failed > 0) {
      throw new DinoException("%s: %.0f of its shards do not answer".formatted(url.name(), failed));
    }
  }

  /** What is seen in a generation, of that which fulfils a query. */
  static Map<String, Object> seen(@Nullable Map<String, Object> query, long generation) {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(Map.of("range", Map.of(VectorDocument.BORN, Map.of("lte", generation))));
    if (query != null) {
      all.add(query);
    }
    Map<String, Object> removed =
        Map.of("range", Map.of(VectorDocument.DIED, Map.of("lte", generation)));
    return Map.of("bool", Map.of("filter", all, "must_not", List.of(removed)));
  }

  long count(long generation) {
    Map<String, Object> answer =
        requests.get("POST", url.path("/_count"), Map.of("query", seen(null, generation)));
    requireShards(answer);
    return (long) VectorDocument.number(answer, "count");
  }

  List<List<Hit>> search(RemoteStore.Query query) {
    Filter filter = query.filter();
    Map<String, Object> among =
        seen(filter == null ? null : FilterQuery.of(filter), query.generation());
    List<List<Hit>> found = new ArrayList<>();
    if (query.k() > MOST_OF_GRAPH) {
      query.vectors().forEach(vector -> found.add(compareAll(vector, query.k(), among)));
      return found;
    }
    for (int i = 0; i < query.vectors().size(); i += QUERIES_AT_ONCE) {
      List<float[]> some =
          query.vectors().subList(i, Math.min(i + QUERIES_AT_ONCE, query.vectors().size()));
      List<List<Hit>> hits = searchGraph(some, query.k(), among);
      for (int j = 0; j < some.size(); j++) {
        // A graph may lead nowhere where few fulfil the filter.
        found.add(
            hits.get(j).size() < query.k()
                ? compareAll(some.get(j), query.k(), among)
                : hits.get(j));
      }
    }
    return found;
  }

  private List<List<Hit>> searchGraph(List<float[]> vectors, int k, Map<String, Object> among) {
    int candidates = Math.max(LEAST_CANDIDATES, 2 * k);
    List<Map<String, Object>> lines = new ArrayList<>();
    for (float[] vector : vectors) {
      Map<String, Object> graph = new LinkedHashMap<>();
      graph.put("vector", vector);
      graph.put("k", candidates);
      graph.put("filter", among);
      lines.add(Map.of());
      lines.add(nearest(Map.of("knn", Map.of(VectorDocument.VECTOR, graph)), k));
    }
    List<List<Hit>> found = new ArrayList<>();
    for (Object answer :
        VectorDocument.list(requests.readAll(url.path("/_msearch"), lines), "responses")) {
      Map<?, ?> response = answer instanceof Map<?, ?> map ? map : Map.of();
      if (response.containsKey("error")) {
        requests.requireFine(
            new Answer(400, Map.of("error", VectorDocument.map(response, "error"))));
      }
      found.add(hits(response).stream().map(VectorDocument::hit).toList());
    }
    return found;
  }

  private static Map<String, Object> nearest(Map<String, Object> query, int size) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("size", size);
    search.put("_source", List.of(VectorDocument.KEY, VectorDocument.METADATA));
    search.put("query", query);
    search.put("sort", List.of(Map.of("_score", "desc"), Map.of(VectorDocument.KEY, "asc")));
    search.put("track_scores", true);
    search.put("track_total_hits", false);
    return search;
  }

  /** Compares with every vector that is among these, on the server. */
  private List<Hit> compareAll(float[] vector, int k, Map<String, Object> among) {
    Map<String, Object> script =
        Map.of(
            "source", "knn_score",
            "lang", "knn",
            "params",
                Map.of(
                    "field",
                    VectorDocument.VECTOR,
                    "query_value",
                    vector,
                    "space_type",
                    "innerproduct"));
    Map<String, Object> scored = Map.of("script_score", Map.of("query", among, "script", script));
    List<Hit> found = new ArrayList<>();
    List<?> after = List.of();
    List<Map<?, ?>> hits;
    do {
      int size = Math.min(LARGEST_PAGE, k - found.size());
      Map<String, Object> search = nearest(scored, size);
      if (!after.isEmpty()) {
        search.put("search_after", after);
      }
      hits = hits(requests.get("POST", url.path("/_search"), search));
      for (Map<?, ?> hit : hits) {
        found.add(VectorDocument.hit(hit));
        after = VectorDocument.list(hit, "sort");
      }
    } while (found.size() < k && !hits.isEmpty());
    return found;
  }

  private List<Map<?, ?>> hits(Map<?, ?> answer) {
    requireShards(answer);
    if (Boolean.TRUE.equals(answer.get("timed_out"))) {
      throw new DinoException(url.name() + ": a search takes too long");
    }
    List<Map<?, ?>> hits = new ArrayList<>();
    for (Object hit : VectorDocument.list(VectorDocument.map(answer, "hits"), "hits")) {
      if (hit instanceof Map<?, ?> map) {
        hits.add(map);
      }
    }
    return hits;
  }

  Optional<IndexedVector> find(String id, long generation) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put(
        "query",
        seen(
            Map.of("term", Map.of(VectorDocument.KEY, Map.of("value", KeyText.of(id)))),
            generation));
    return vectors(search).stream().findFirst();
  }

  void forEach(long generation, Consumer<List<IndexedVector>> action) {
    List<IndexedVector> page = List.of();
    do {
      Map<String, Object> search = new LinkedHashMap<>();
      search.put("size", AT_ONCE);
      search.put("query", seen(null, generation));
      search.put("sort", List.of(Map.of(VectorDocument.KEY, "asc")));
      if (!page.isEmpty()) {
        search.put("search_after", List.of(KeyText.of(page.getLast().id())));
      }
      page = vectors(search);
      action.accept(page);
    } while (!page.isEmpty());
  }

  private List<IndexedVector> vectors(Map<String, Object> search) {
    search.put(
        "_source", List.of(VectorDocument.KEY, VectorDocument.METADATA, VectorDocument.VECTOR));
    search.put("track_total_hits", false);
    return hits(requests.get("POST", url.path("/_search"), search)).stream()
        .map(VectorDocument::vector)
        .toList();
  }
}
