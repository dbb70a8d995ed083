package io.github.dino4j.opensearch;

import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Filters as queries on the fields of {@link VectorDocument}, as JSON. */
final class FilterQuery {
  private FilterQuery() {}

  static Map<String, Object> of(Filter filter) {
    return switch (filter) {
      case Filter.Comparison comparison -> of(comparison);
      case Filter.In(String column, Collection<Literal> values) -> in(column, values);
      case Filter.And(List<Filter> filters) -> bool("filter", all(filters));
      case Filter.Or(List<Filter> filters) -> bool("should", all(filters));
      case Filter.Not(Filter inner) -> bool("must_not", List.of(of(inner)));
    };
  }

  private static List<Map<String, Object>> all(List<Filter> filters) {
    return filters.stream().map(FilterQuery::of).toList();
  }

  private static Map<String, Object> bool(String occur, List<Map<String, Object>> clauses) {
    return Map.of("bool", Map.of(occur, clauses));
  }

  private static Map<String, Object> of(Filter.Comparison comparison) {
    Literal value = comparison.value();
    String field = VectorDocument.field(comparison.column(), value);
    Operator operator = comparison.operator();
    Map<String, Object> equal =
        Map.of("term", Map.of(field, Map.of("value", VectorDocument.plain(value))));
    return switch (operator) {
      case EQUAL -> equal;
      case NOT_EQUAL -> bool("must_not", List.of(equal));
      case LESS -> range(field, "lt", value);
      case AT_MOST -> range(field, "lte", value);
      case GREATER -> range(field, "gt", value);
      case AT_LEAST -> range(field, "gte", value);
    };
  }

  private static Map<String, Object> range(String field, String bound, Literal value) {
    return Map.of("range", Map.of(field, Map.of(bound, VectorDocument.plain(value))));
  }

  private static Map<String, Object> in(String column, Collection<Literal> values) {
    Map<String, List<Object>> byField = new TreeMap<>();
    values.forEach(value ->
        byField
            .computeIfAbsent(VectorDocument.field(column, value), _ -> new ArrayList<>())
            .add(VectorDocument.plain(value)));
    List<Map<String, Object>> some = new ArrayList<>();
    byField.forEach((field, each) -> some.add(Map.of("terms", Map.of(field, each))));
    return bool("should", some);
  }
}
