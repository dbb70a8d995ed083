package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.opensearch.Requests.Answer;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.remote.Commit;
import io.github.dino4j.search.remote.KeyText;
import io.github.dino4j.search.remote.Patience;
import io.github.dino4j.search.remote.RemoteStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An index of OpenSearch. A commit is one document beside those of the vectors; it is written after
 * these can be found, and is read by its id, so that it counts at once.
 *
 * <p>Only one process writes, see {@link WriterLease}. One hole is left: a writer that was
 * suspended for {@link WriterLease#DEAD} in the middle of a request, and whose request the server
 * carries out after another has taken its place, leaves versions that count from the other's next
 * commit on.
 */
final class OpenSearchStore implements RemoteStore {
  /** Documents that are looked up, removed or sent at once. */
  private static final int AT_ONCE = 500;

  /** Values of vectors that are sent or read at once: some megabytes of JSON. */
  private static final int VALUES_AT_ONCE = 1 << 18;

  private static final int QUERIES_AT_ONCE = 64;

  /** Results of a search that a server gives at once by default. */
  private static final int LARGEST_PAGE = 10_000;

  /** The graph is asked for no more: comparing all is as fast then. */
  private static final int MOST_OF_GRAPH = 2_000;

  private static final int LEAST_CANDIDATES = 150;

  private final OpenSearchUrl url;
  private final Requests requests;
  private @Nullable WriterLease lease;

  OpenSearchStore(OpenSearchUrl url, Credentials credentials, Patience patience) {
    this.url = url;
    requests = new Requests(url, credentials, patience);
  }

  private String path(String rest) {
    return "/" + url.index() + rest;
  }

  @Override
  public String name() {
    return url.name();
  }

  @Override
  public Optional<IndexDescription> description() {
    Map<?, ?> version = VectorDocument.map(requests.get("GET", "/", null), "version");
    if (!VectorDocument.text(version, "distribution").equals("opensearch")) {
      throw new DinoException(url.server() + " is no OpenSearch");
    }
    Answer answer = requests.read("GET", path("/_mapping"), null);
    if (answer.isMissing()) {
      return Optional.empty();
    }
    for (Object index : requests.requireFine(answer).values()) {
      Map<?, ?> mapping =
          index instanceof Map<?, ?> map ? VectorDocument.map(map, "mappings") : Map.of();
      Map<?, ?> description = VectorDocument.map(VectorDocument.map(mapping, "_meta"), "dino4j");
      if (!description.isEmpty()) {
        return Optional.of(IndexDescription.of(description));
      }
    }
    throw new DinoException(name() + " is an index of something else: name another one");
  }

  @Override
  public void create(IndexDescription description, Commit first) {
    requests.requireFine(requests.write("PUT", path(""), VectorDocument.index(url, description)));
    requests.requireFine(
        requests.write(
            "PUT",
            path("/_doc/" + WriterLease.DOCUMENT),
            Map.of("commit", first.json(), "beat", 0L)));
  }

  @Override
  public Commit lastCommit() {
    return WriterLease.State.read(requests, url).commit();
  }

  // Changes.

  @Override
  public void lock() {
    lease = WriterLease.take(requests, url);
    long generation = lastCommit().generation();
    refresh();
    dropAll(Map.of("range", Map.of(VectorDocument.BORN, Map.of("gt", generation))));
    reviveAll(generation);
  }

  private WriterLease lease() {
    if (lease == null) {
      throw new IllegalStateException("the index was opened for reading");
    }
    lease.requireHeld();
    return lease;
  }

  private void refresh() {
    Map<String, Object> answer =
        requests.requireFine(requests.write("POST", path("/_refresh"), null));
    requireShards(answer);
  }

  private void requireShards(Map<?, ?> answer) {
    double failed = VectorDocument.number(VectorDocument.map(answer, "_shards"), "failed");
    if (failed > 0) {
      throw new DinoException("%s: %.0f of its shards do not answer".formatted(name(), failed));
    }
  }

  /** Removes the documents that a query finds. */
  private void dropAll(Map<String, Object> query) {
    changeAll(query, document -> List.of(Map.of("delete", Map.of("_id", document))));
  }

  /** Takes back what was marked as removed by a commit that never came. */
  private void reviveAll(long generation) {
    changeAll(
        Map.of("range", Map.of(VectorDocument.DIED, Map.of("gt", generation))),
        document -> {
          Map<String, @Nullable Object> alive = new LinkedHashMap<>();
          alive.put(VectorDocument.DIED, null);
          return List.of(Map.of("update", Map.of("_id", document)), Map.of("doc", alive));
        });
  }

  private interface Change {
    List<Map<String, Object>> of(String document);
  }

  private void changeAll(Map<String, Object> query, Change change) {
    List<String> found;
    do {
      found = documents(query, LARGEST_PAGE);
      for (int i = 0; i < found.size(); i += AT_ONCE) {
        List<Map<String, Object>> lines = new ArrayList<>();
        found
            .subList(i, Math.min(i + AT_ONCE, found.size()))
            .forEach(document -> lines.addAll(change.of(document)));
        lease();
        requests.writeAll(path("/_bulk"), lines);
      }
      if (!found.isEmpty()) {
        refresh();
      }
    } while (!found.isEmpty());
  }

  /** The ids of documents that a query finds. */
  private List<String> documents(Map<String, Object> query, int most) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put("size", most);
    search.put("_source", false);
    search.put("query", query);
    return hits(requests.get("POST", path("/_search"), search)).stream()
        .map(hit -> VectorDocument.text(hit, "_id"))
        .toList();
  }

  @Override
  public void stage(long generation, Map<String, Optional<IndexedVector>> changes) {
    boolean isFirst = count(generation - 1) == 0;
    List<String> ids = new ArrayList<>(changes.keySet());
    int dim =
        changes.values().stream()
            .flatMap(Optional::stream)
            .mapToInt(added -> added.vector().length)
            .max()
            .orElse(1);
    int step = Math.clamp(VALUES_AT_ONCE / dim, 1, AT_ONCE);
    for (int i = 0; i < ids.size(); i += step) {
      List<String> some = ids.subList(i, Math.min(i + step, ids.size()));
      List<Map<String, Object>> lines = new ArrayList<>();
      if (!isFirst) {
        remove(some, generation, lines);
      }
      for (String id : some) {
        put(id, changes.getOrDefault(id, Optional.empty()), generation, lines);
      }
      lease();
      requests.writeAll(path("/_bulk"), lines);
    }
  }

  /** Marks the versions of the last commit. */
  private void remove(List<String> ids, long generation, List<Map<String, Object>> lines) {
    Map<String, Object> keys =
        Map.of("terms", Map.of(VectorDocument.KEY, ids.stream().map(KeyText::of).toList()));
    for (String document : documents(seen(keys, generation - 1), ids.size())) {
      lines.add(Map.of("update", Map.of("_id", document)));
      lines.add(Map.of("doc", Map.of(VectorDocument.DIED, generation)));
    }
  }

  private static void put(
      String id, Optional<IndexedVector> change, long generation, List<Map<String, Object>> lines) {
    Map<String, Object> document = Map.of("_id", VectorDocument.documentId(id, generation));
    if (change.isPresent()) {
      lines.add(Map.of("index", document));
      lines.add(VectorDocument.of(change.get(), generation));
    } else {
      lines.add(Map.of("delete", document)); // where it was added for this very commit
    }
  }

  @Override
  public void publish(Commit next) {
    WriterLease held = lease();
    refresh();
    held.publish(next);
  }

  @Override
  public void purge(long oldest) {
    dropAll(Map.of("range", Map.of(VectorDocument.DIED, Map.of("lte", oldest))));
  }

  /** Merges all segments into one: a search then goes through one graph a shard. */
  @Override
  public void optimize() {
    lease();
    Map<String, Object> answer =
        requests.requireFine(
            requests.write(
                "POST", path("/_forcemerge?max_num_segments=1&wait_for_completion=false"), null));
    String task = VectorDocument.text(answer, "task");
    while (!isDone(task)) {
      lease();
      try {
        Thread.sleep(200);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return; // it goes on without being waited for
      }
    }
    refresh();
  }

  private boolean isDone(String task) {
    Answer answer = requests.read("GET", "/_tasks/" + task, null);
    return answer.isMissing() || Boolean.TRUE.equals(requests.requireFine(answer).get("completed"));
  }

  // Searches.

  /** What is seen in a generation, of that which fulfils a query. */
  private static Map<String, Object> seen(@Nullable Map<String, Object> query, long generation) {
    List<Map<String, Object>> all = new ArrayList<>();
    all.add(Map.of("range", Map.of(VectorDocument.BORN, Map.of("lte", generation))));
    if (query != null) {
      all.add(query);
    }
    Map<String, Object> removed =
        Map.of("range", Map.of(VectorDocument.DIED, Map.of("lte", generation)));
    return Map.of("bool", Map.of("filter", all, "must_not", List.of(removed)));
  }

  @Override
  public long count(long generation) {
    Map<String, Object> answer =
        requests.get("POST", path("/_count"), Map.of("query", seen(null, generation)));
    requireShards(answer);
    return (long) VectorDocument.number(answer, "count");
  }

  @Override
  public List<List<Hit>> search(Query query) {
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
        VectorDocument.list(requests.readAll(path("/_msearch"), lines), "responses")) {
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
      hits = hits(requests.get("POST", path("/_search"), search));
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
      throw new DinoException(name() + ": a search takes too long");
    }
    List<Map<?, ?>> hits = new ArrayList<>();
    for (Object hit : VectorDocument.list(VectorDocument.map(answer, "hits"), "hits")) {
      if (hit instanceof Map<?, ?> map) {
        hits.add(map);
      }
    }
    return hits;
  }

  @Override
  public Optional<IndexedVector> find(String id, long generation) {
    Map<String, Object> search = new LinkedHashMap<>();
    search.put(
        "query",
        seen(
            Map.of("term", Map.of(VectorDocument.KEY, Map.of("value", KeyText.of(id)))),
            generation));
    return vectors(search).stream().findFirst();
  }

  @Override
  public void forEach(long generation, Consumer<List<IndexedVector>> action) {
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
    return hits(requests.get("POST", path("/_search"), search)).stream()
        .map(VectorDocument::vector)
        .toList();
  }

  @Override
  public void close() {
    try (requests) {
      if (lease != null) {
        lease.close();
      }
    }
  }
}
