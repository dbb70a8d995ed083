package io.github.dino4j.postgres;

import io.github.dino4j.base.Json;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A condition of SQL on the column {@code columns}, which holds the metadata as {@code jsonb}, with
 * numbers rounded to double. It is true or false, never unknown.
 *
 * @param sql with a place for each parameter
 * @param parameters texts
 */
record Condition(String sql, List<String> parameters) {
  static Condition of(Filter filter) {
    return switch (filter) {
      case Filter.Comparison comparison -> of(comparison);
      case Filter.In(String column, Collection<Literal> values) -> in(column, values);
      case Filter.And(List<Filter> filters) -> joined(filters, " AND ");
      case Filter.Or(List<Filter> filters) -> joined(filters, " OR ");
      case Filter.Not(Filter inner) -> of(inner).not();
    };
  }

  private Condition not() {
    return new Condition("NOT " + sql, parameters);
  }

  private static Condition joined(List<Filter> filters, String word) {
    List<Condition> parts = filters.stream().map(Condition::of).toList();
    return new Condition(
        parts.stream().map(Condition::sql).collect(Collectors.joining(word, "(", ")")),
        parts.stream().flatMap(part -> part.parameters().stream()).toList());
  }

  private static Condition of(Filter.Comparison comparison) {
    String column = comparison.column();
    Operator operator = comparison.operator();
    return switch (comparison.value()) {
      case Literal value when !operator.orders() -> {
        Condition equal = new Condition("(columns @> ?::jsonb)", List.of(json(column, value)));
        yield operator == Operator.EQUAL ? equal : equal.not();
      }
      case Literal.OfText(String text) ->
          ordered("(columns ->> ?) COLLATE \"C\" %s ?", "string", column, operator, escaped(text));
      case Literal value ->
          ordered("columns -> ? %s ?::jsonb", "number", column, operator, value.toString());
    };
  }

  private static Condition ordered(
      String sql, String kind, String column, Operator operator, String bound) {
    String name = escaped(column);
    return new Condition(
        "coalesce(jsonb_typeof(columns -> ?) = '%s' AND %s, false)"
            .formatted(kind, sql.formatted(operator.sign())),
        List.of(name, name, bound));
  }

  private static Condition in(String column, Collection<Literal> values) {
    List<String> some = values.stream().map(value -> json(column, value)).toList();
    return new Condition(
        some.stream()
            .map(_ -> "?::jsonb")
            .collect(Collectors.joining(", ", "(columns @> ANY (ARRAY[", "]))")),
        some);
  }

  private static String json(String column, Literal value) {
    return Json.compact(Map.of(escaped(column), plain(value)));
  }

  private static Object plain(Literal literal) {
    return switch (literal) {
      case Literal.OfText(String text) -> escaped(text);
      case Literal.OfNumber(double number) -> number;
      case Literal.OfBoolean(boolean flag) -> flag;
    };
  }

  /** What the conditions compare, for the column {@code columns}. */
  static String columns(Map<String, Object> metadata) {
    Map<String, Object> columns = new TreeMap<>();
    metadata.forEach((column, value) -> {
      Literal literal = Literal.of(value);
      if (literal != null) {
        columns.put(escaped(column), plain(literal));
      }
    });
    return Json.compact(columns);
  }

  /** Postgres keeps no character 0. In the order of code points, as the texts are. */
  private static String escaped(String text) {
    return text.replace("\u0001", "\u0001\u0002").replace("\0", "\u0001\u0001");
  }
}
