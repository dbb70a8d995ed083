package io.github.dino4j.opensearch;

import io.github.dino4j.base.Json;
import io.github.dino4j.base.Sha256;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.remote.KeyText;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of a vector as a document, and the mapping of their index.
 *
 * <p>Filters compare fields of the kind and the column: {@code text.class}, {@code number.price},
 * {@code flag.sold}. Columns whose names OpenSearch would read as something else go by their hash.
 * What results show, numbers as they were written, is JSON in one field that is not searched.
 */
final class VectorDocument {
  static final String KEY = "key";
  static final String VECTOR = "vector";
  static final String METADATA = "metadata";
  static final String BORN = "born";
  static final String DIED = "died";

  /** As in Lucene's own: more links find more and take longer to build. */
  private static final int CONNECTIONS = 16;

  private static final int EF_CONSTRUCTION = 100;

  /** Each column is a field, and each kind of its values another. */
  private static final int MOST_FIELDS = 3_000;

  private static final Pattern PLAIN = Pattern.compile("(?!column-)[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

  private VectorDocument() {}

  /** The field of a column's values that are like this one. */
  static String field(String column, Literal value) {
    return kind(value) + "." + name(column);
  }

  private static String kind(Literal value) {
    return switch (value) {
      case Literal.OfText _ -> "text";
      case Literal.OfNumber _ -> "number";
      case Literal.OfBoolean _ -> "flag";
    };
  }

  private static String name(String column) {
    return PLAIN.matcher(column).matches() ? column : "column-" + hash(column);
  }

  private static String hash(String text) {
    return HexFormat.of()
        .formatHex(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
  }

  /** Names the version of a vector that a generation added: the same however often it is sent. */
  static String documentId(String id, long generation) {
    return HexFormat.of().formatHex(Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8)))
        + "."
        + generation;
  }

  static Map<String, Object> of(IndexedVector added, long generation) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(KEY, KeyText.of(added.id()));
    document.put(BORN, generation);
    document.put(VECTOR, added.vector());
    document.put(METADATA, Json.compact(added.metadata()));
    added
        .metadata()
        .forEach((column, value) -> {
          Literal literal = Literal.of(value);
          if (literal != null) {
            columns(document, kind(literal)).put(name(column), plain(literal));
          }
        });
    return document;
  }

  /** A value as JSON has it. */
  static Object plain(Literal literal) {
    return switch (literal) {
      case Literal.OfText(String text) -> text;
      case Literal.OfNumber(double number) -> number;
      case Literal.OfBoolean(boolean flag) -> flag;
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> columns(Map<String, Object> document, String kind) {
    return (Map<String, Object>) document.computeIfAbsent(kind, _ -> new TreeMap<>());
  }

  /** Settings and mapping of an index of them. */
  static Map<String, Object> index(OpenSearchUrl url, IndexDescription description) {
    Map<String, Object> settings =
        Map.of(
            "index.knn",
            true,
            "index.number_of_shards",
            url.shards(),
            "index.number_of_replicas",
            url.replicas(),
            "index.refresh_interval",
            "-1", // a commit refreshes
            "index.mapping.total_fields.limit",
            MOST_FIELDS);
    return Map.of("settings", settings, "mappings", mapping(description));
  }

  private static Map<String, Object> mapping(IndexDescription description) {
    Map<String, Object> graph = new LinkedHashMap<>();
    graph.put("name", "hnsw");
    graph.put("engine", "lucene");
    graph.put("space_type", "innerproduct"); // of unit vectors: the cosine, and 0 with zeros
    graph.put("parameters", Map.of("m", CONNECTIONS, "ef_construction", EF_CONSTRUCTION));
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(KEY, Map.of("type", "keyword"));
    properties.put(BORN, Map.of("type", "long"));
    properties.put(DIED, Map.of("type", "long"));
    properties.put(METADATA, Map.of("type", "keyword", "index", false, "doc_values", false));
    properties.put(
        VECTOR, Map.of("type", "knn_vector", "dimension", description.dim(), "method", graph));
    Map<String, Object> columns = Map.of("type", "object", "dynamic", true);
    properties.put("text", columns);
    properties.put("number", columns);
    properties.put("flag", columns);
    Map<String, Object> mapping = new LinkedHashMap<>();
    mapping.put("_meta", Map.of("dino4j", description.json()));
    mapping.put("dynamic", false);
    mapping.put("date_detection", false);
    mapping.put(
        "dynamic_templates",
        List.of(
            template("text", "keyword"),
            template("number", "double"),
            template("flag", "boolean")));
    mapping.put("properties", properties);
    return mapping;
  }

  private static Map<String, Object> template(String kind, String type) {
    Map<String, Object> field = Map.of("type", type, "doc_values", false);
    return Map.of(kind, Map.of("path_match", kind + ".*", "mapping", field));
  }

  /** What a search gave, as a hit. */
  static Hit hit(Map<?, ?> found) {
    Map<?, ?> source = map(found, "_source");
    return new Hit(
        KeyText.text(text(source, KEY)), cosine(number(found, "_score")), metadata(source));
  }

  /** Scores of inner products are raised above 0: 1 + x, or 1 / (1 - x) where x is below 0. */
  private static float cosine(double score) {
    return (float) (score >= 1 ? score - 1 : 1 - 1 / score);
  }

  /** What a search gave, with its vector. */
  static IndexedVector vector(Map<?, ?> found) {
    Map<?, ?> source = map(found, "_source");
    List<?> values = source.get(VECTOR) instanceof List<?> list ? list : List.of();
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = values.get(i) instanceof Number number ? number.floatValue() : Float.NaN;
    }
    return new IndexedVector(KeyText.text(text(source, KEY)), vector, metadata(source));
  }

  private static Map<String, Object> metadata(Map<?, ?> source) {
    byte[] json = text(source, METADATA).getBytes(StandardCharsets.UTF_8);
    return Collections.unmodifiableMap(Json.object(json));
  }

  static Map<?, ?> map(Map<?, ?> json, String name) {
    return json.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(Map<?, ?> json, String name) {
    return json.get(name) instanceof List<?> list ? list : List.of();
  }

  static String text(Map<?, ?> json, String name) {
    @Nullable Object value = json.get(name);
    return value == null ? "" : value.toString();
  }

  static double number(Map<?, ?> json, String name) {
    return json.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
