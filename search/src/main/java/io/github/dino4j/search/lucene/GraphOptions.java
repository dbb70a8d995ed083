package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How the graph of an index is built (hierarchical navigable small worlds: Malkov and Yashunin,
 * 2018). An index keeps what it was made with.
 *
 * @param maxConnections edges of a vector, M in the paper, 2 to 512; on the lowest level twice as
 *     many
 * @param efConstruction candidates that are looked at to find them, 1 to 3,200
 * @param codes what the graph compares
 */
public record GraphOptions(int maxConnections, int efConstruction, Codes codes) {
  /** 16 edges, 100 candidates, one bit. */
  public static final GraphOptions DEFAULT = new GraphOptions(16, 100, Codes.ONE_BIT);

  /** What stands for a vector while the graph is searched. */
  public enum Codes {
    /** The float32 values. */
    FP32,
    /**
     * A bit for each value and four for each of the query's; the best are compared again by their
     * float32 values. A 32nd of the memory.
     */
    ONE_BIT
  }

  public GraphOptions {
    if (maxConnections < 2 || maxConnections > 512) {
      throw new DinoException("%d connections: 2 to 512 are possible".formatted(maxConnections));
    }
    if (efConstruction < 1 || efConstruction > 3200) {
      throw new DinoException("efConstruction %d: 1 to 3200 is possible".formatted(efConstruction));
    }
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("maxConnections", (long) maxConnections);
    json.put("efConstruction", (long) efConstruction);
    json.put("codes", codes.name());
    return json;
  }

  static GraphOptions of(Map<?, ?> json) {
    if (json.get("maxConnections") instanceof Long connections
        && json.get("efConstruction") instanceof Long construction
        && json.get("codes") instanceof String codes) {
      return new GraphOptions(
          connections.intValue(), construction.intValue(), Codes.valueOf(codes));
    }
    throw new DinoException("the options of its graph are missing");
  }
}
