package io.github.dino4j.opensearch;

import io.github.dino4j.DinoException;
import io.github.dino4j.opensearch.Requests.Answer;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
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
  /** Documents that are removed or sent at once. */
  private static final int AT_ONCE = 500;

  /** Values of vectors that are sent or read at once: some megabytes of JSON. */
  private static final int VALUES_AT_ONCE = 1 << 18;

  private final OpenSearchUrl url;
  private final Requests requests;
  private final VersionReader reader;
  private @Nullable WriterLease lease;

  OpenSearchStore(OpenSearchUrl url, Credentials credentials, Patience patience) {
    this.url = url;
    requests = new Requests(url, credentials, patience);
    reader = new VersionReader(url, requests);
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
    Answer answer = requests.read("GET", url.path("/_mapping"), null);
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
    requests.requireFine(
        requests.write("PUT", url.path(""), VectorDocument.index(url, description)));
    requests.requireFine(
        requests.write(
            "PUT",
            url.path("/_doc/" + WriterLease.DOCUMENT),
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
        requests.requireFine(requests.write("POST", url.path("/_refresh"), null));
    reader.requireShards(answer);
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
      found = reader.documents(query, VersionReader.LARGEST_PAGE);
      for (int i = 0; i < found.size(); i += AT_ONCE) {
        List<Map<String, Object>> lines = new ArrayList<>();
        found
            .subList(i, Math.min(i + AT_ONCE, found.size()))
            .forEach(document -> lines.addAll(change.of(document)));
        lease();
        requests.writeAll(url.path("/_bulk"), lines);
      }
      if (!found.isEmpty()) {
        refresh();
      }
    } while (!found.isEmpty());
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
      requests.writeAll(url.path("/_bulk"), lines);
    }
  }

  /** Marks the versions of the last commit. */
  private void remove(List<String> ids, long generation, List<Map<String, Object>> lines) {
    Map<String, Object> keys =
        Map.of("terms", Map.of(VectorDocument.KEY, ids.stream().map(KeyText::of).toList()));
    for (String document : reader.documents(VersionReader.seen(keys, generation - 1), ids.size())) {
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
                "POST",
                url.path("/_forcemerge?max_num_segments=1&wait_for_completion=false"),
                null));
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

  // What is seen.

  @Override
  public long count(long generation) {
    return reader.count(generation);
  }

  @Override
  public List<List<Hit>> search(Query query) {
    return reader.search(query);
  }

  @Override
  public Optional<IndexedVector> find(String id, long generation) {
    return reader.find(id, generation);
  }

  @Override
  public void forEach(long generation, Consumer<List<IndexedVector>> action) {
    reader.forEach(generation, action);
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
