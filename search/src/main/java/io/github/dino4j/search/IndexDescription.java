package io.github.dino4j.search;

import io.github.dino4j.DinoException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the vectors of an index are. Only vectors made in the same way can be compared, so whoever
 * opens an index says what theirs are.
 *
 * @param dim values of a vector, at least 1
 * @param model name of the model
 * @param weights hash of its weights
 * @param transform what its images were brought to
 * @param tokens which of its tokens make the vector
 */
public record IndexDescription(
    int dim, String model, String weights, String transform, String tokens) {
  public IndexDescription {
    if (dim < 1) {
      throw new DinoException("vectors of %d values are none".formatted(dim));
    }
  }

  /** As JSON; {@link #of} reads it. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("dim", (long) dim);
    json.put("model", model);
    json.put("weights", weights);
    json.put("transform", transform);
    json.put("tokens", tokens);
    return json;
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws DinoException if it is no description
   */
  public static IndexDescription of(Map<?, ?> json) {
    if (json.get("dim") instanceof Long dim && dim >= 1 && dim <= Integer.MAX_VALUE) {
      return new IndexDescription(
          dim.intValue(),
          text(json, "model"),
          text(json, "weights"),
          text(json, "transform"),
          text(json, "tokens"));
    }
    throw new DinoException("the description of its vectors has no dim");
  }

  private static String text(Map<?, ?> json, String name) {
    if (json.get(name) instanceof String text) {
      return text;
    }
    throw new DinoException("the description of its vectors has no " + name);
  }

  /**
   * Makes sure that other features may be compared with these.
   *
   * @param index where the index lies, for the message
   * @param features what others are that shall be added or compared
   * @throws DinoException that says where they differ
   */
  public void requireSame(String index, IndexDescription features) {
    List<String> differences = new ArrayList<>();
    Map<String, Object> others = features.json();
    json()
        .forEach((name, own) -> {
          @Nullable Object other = others.get(name);
          if (!own.equals(other)) {
            differences.add("%s %s, not %s".formatted(name, own, other));
          }
        });
    if (!differences.isEmpty()) {
      throw new DinoException(
          "%s holds vectors of %s: make another index, or use the same model"
              .formatted(index, String.join("; ", differences)));
    }
  }

  /**
   * Makes sure that a vector may be added.
   *
   * @throws DinoException if its vector is of another size
   */
  public void requireFit(IndexedVector added) {
    if (added.vector().length != dim) {
      throw new DinoException(
          "the vector of %s has %d values, those of the index have %d"
              .formatted(added.id(), added.vector().length, dim));
    }
  }

  /**
   * Makes sure that vectors may be compared.
   *
   * @param queries {@code [n, dim]}
   * @return n
   * @throws DinoException if they are of another size, or not finite
   */
  public int requireQueries(float[] queries) {
    if (queries.length % dim != 0) {
      throw new DinoException(
          "%d values are no queries of %d each, as the vectors of the index are"
              .formatted(queries.length, dim));
    }
    for (int i = 0; i < queries.length; i++) {
      if (!Float.isFinite(queries[i])) {
        throw new DinoException(
            "query %d has the value %s at place %d".formatted(i / dim, queries[i], i % dim));
      }
    }
    return queries.length / dim;
  }
}
