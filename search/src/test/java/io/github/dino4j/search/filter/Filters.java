package io.github.dino4j.search.filter;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Metadata and filters that meet often, with what is likely to go wrong in them. */
public final class Filters {
  private static final List<String> COLUMNS =
      List.of("price", "class", "a b", "and", "", "Größe", "\"", "text:class", "\uD83D\uDE00");

  private static final List<String> TEXTS =
      List.of(
          "",
          "shirt",
          "Shirt",
          "shirts",
          "7",
          "7.0",
          "-0",
          "true",
          "null",
          "\"",
          "''",
          "a\"b",
          "\0",
          "\n",
          " ",
          "*",
          "sh?rt",
          "[a TO z]",
          "\uD83D\uDE00",
          "\uFFFD",
          "\uE000",
          "é",
          "e\u0301",
          "' or 1 = 1",
          "x".repeat(9000));

  private static final List<Number> NUMBERS =
      List.of(
          7L,
          7.0,
          0L,
          -0.0,
          0.0,
          -1L,
          7.000000000000001,
          1e300,
          -1e300,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Long.MAX_VALUE,
          Long.MAX_VALUE - 1,
          9007199254740993L,
          0.1);

  private Filters() {}

  private static Arbitrary<String> columns() {
    return Arbitraries.of(COLUMNS);
  }

  private static Arbitrary<Object> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(TEXTS).map(text -> (Object) text),
        Arbitraries.of(NUMBERS).map(number -> (Object) number),
        Arbitraries.of(true, false).map(flag -> (Object) flag));
  }

  /** Up to six columns. */
  public static Arbitrary<Map<String, Object>> metadata() {
    return Arbitraries.maps(columns(), values()).ofMaxSize(6);
  }

  /** Filters of up to some twenty conditions. */
  public static Arbitrary<Filter> filters() {
    return filters(3);
  }

  private static Arbitrary<Filter> filters(int depth) {
    Arbitrary<Filter> condition = Arbitraries.oneOf(comparisons(), memberships());
    if (depth == 0) {
      return condition;
    }
    Arbitrary<Filter> inner = Arbitraries.lazy(() -> filters(depth - 1));
    Arbitrary<List<Filter>> several = inner.list().ofMinSize(2).ofMaxSize(3);
    return Arbitraries.frequencyOf(
        Tuple.of(3, condition),
        Tuple.of(1, several.map(Filter.And::new)),
        Tuple.of(1, several.map(Filter.Or::new)),
        Tuple.of(1, inner.map(Filter.Not::new)));
  }

  private static Arbitrary<Filter> comparisons() {
    return Combinators.combine(
            columns(), Arbitraries.of(Operator.class), values().map(Filters::literal))
        .filter((_, operator, value) -> !(operator.orders() && value instanceof Literal.OfBoolean))
        .as(Filter.Comparison::new);
  }

  private static Arbitrary<Filter> memberships() {
    return Combinators.combine(
            columns(), values().map(Filters::literal).set().ofMinSize(1).ofMaxSize(4))
        .as(Filter.In::new);
  }

  private static Literal literal(Object value) {
    return switch (value) {
      case String text -> new Literal.OfText(text);
      case Number number -> new Literal.OfNumber(number.doubleValue());
      default -> new Literal.OfBoolean((Boolean) value);
    };
  }
}
