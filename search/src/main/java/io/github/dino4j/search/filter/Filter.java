package io.github.dino4j.search.filter;

import io.github.dino4j.DinoException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A condition on metadata, such as {@code price < 50 and (class = "shirt" or not sold = true)}.
 *
 * <p>It holds or it does not: there is no third value. A comparison with a column that is missing,
 * or whose value is of another kind, does not hold; {@code a != b} means {@code not a = b}. Texts
 * are ordered by code points. {@code toString} gives text that {@link #parse} reads as the same
 * filter.
 */
public sealed interface Filter {
  /**
   * Whether it holds.
   *
   * @param metadata texts, numbers and booleans by column
   */
  boolean matches(Map<String, ?> metadata);

  /**
   * Reads the language: comparisons by {@code = != < <= > >=}, {@code in (...)}, {@code and},
   * {@code or}, {@code not} and parentheses; {@code and} binds closer than {@code or}. On the left
   * stands a column, in quotes where it is more than letters, digits, {@code _}, {@code .} and
   * {@code -}; on the right a number, a text in quotes, {@code true} or {@code false}. Quotes are
   * double or single, and are doubled within.
   *
   * @throws DinoException that points at the place where it ends to be a filter
   */
  static Filter parse(String text) {
    return new FilterParser(text).filter();
  }

  /** A column beside a value. */
  record Comparison(String column, Operator operator, Literal value) implements Filter {
    public Comparison {
      if (operator.orders() && value instanceof Literal.OfBoolean) {
        throw new DinoException(
            "%s has no order: use = or != with it, not %s".formatted(value, operator.sign()));
      }
    }

    @Override
    public boolean matches(Map<String, ?> metadata) {
      Literal found = Literal.of(metadata.get(column));
      if (!operator.orders()) {
        return value.equals(found) == (operator == Operator.EQUAL);
      }
      return switch (value) {
        case Literal.OfNumber(double bound) ->
            found instanceof Literal.OfNumber(double number)
                && operator.holds(Double.compare(number, bound));
        case Literal.OfText(String bound) ->
            found instanceof Literal.OfText(String written)
                && operator.holds(CodePointOrder.compare(written, bound));
        case Literal.OfBoolean _ -> false;
      };
    }

    @Override
    public String toString() {
      return "%s %s %s".formatted(new Literal.OfText(column), operator.sign(), value);
    }
  }

  /** A column among values, of which there is at least one. */
  record In(String column, Set<Literal> values) implements Filter {
    public In {
      requireSome(values);
      values = Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }

    @Override
    public boolean matches(Map<String, ?> metadata) {
      Literal found = Literal.of(metadata.get(column));
      return found != null && values.contains(found);
    }

    @Override
    public String toString() {
      return values.stream()
          .map(Literal::toString)
          .collect(Collectors.joining(", ", new Literal.OfText(column) + " in (", ")"));
    }
  }

  /** All of them hold; there is at least one. */
  record And(List<Filter> filters) implements Filter {
    public And {
      requireSome(filters);
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, ?> metadata) {
      return filters.stream().allMatch(filter -> filter.matches(metadata));
    }

    @Override
    public String toString() {
      return joined(filters, " and ");
    }
  }

  /** One of them holds, or several do. */
  record Or(List<Filter> filters) implements Filter {
    public Or {
      requireSome(filters);
      filters = List.copyOf(filters);
    }

    @Override
    public boolean matches(Map<String, ?> metadata) {
      return filters.stream().anyMatch(filter -> filter.matches(metadata));
    }

    @Override
    public String toString() {
      return joined(filters, " or ");
    }
  }

  /** It does not hold. */
  record Not(Filter filter) implements Filter {
    @Override
    public boolean matches(Map<String, ?> metadata) {
      return !filter.matches(metadata);
    }

    @Override
    public String toString() {
      return "not (" + filter + ")";
    }
  }

  private static void requireSome(Collection<?> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a filter of nothing");
    }
  }

  private static String joined(List<Filter> filters, String word) {
    return filters.stream().map(filter -> "(" + filter + ")").collect(Collectors.joining(word));
  }
}
