package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Json;
import io.github.dino4j.search.IndexDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;

/** What each commit of an index says of all its vectors. */
record CommitData(IndexDescription description, GraphOptions graph) {
  private static final String KEY = "dino4j";

  /** As Lucene keeps it. */
  Map<String, String> userData() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("description", description.json());
    json.put("graph", graph.json());
    return Map.of(KEY, Json.compact(json));
  }

  /**
   * Of the last commit.
   *
   * @throws DinoException if it says nothing
   */
  static CommitData read(Directory directory) throws IOException {
    String written = SegmentInfos.readLatestCommit(directory).getUserData().get(KEY);
    if (written == null) {
      throw new DinoException("another program made it");
    }
    Map<String, Object> json = Json.object(written.getBytes(StandardCharsets.UTF_8));
    if (json.get("description") instanceof Map<?, ?> description
        && json.get("graph") instanceof Map<?, ?> graph) {
      return new CommitData(IndexDescription.of(description), GraphOptions.of(graph));
    }
    throw new DinoException("the description of its vectors is missing");
  }
}
