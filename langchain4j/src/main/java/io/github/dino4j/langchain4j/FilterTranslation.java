package io.github.dino4j.langchain4j;

import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import dev.langchain4j.store.embedding.filter.logical.And;
import dev.langchain4j.store.embedding.filter.logical.Not;
import dev.langchain4j.store.embedding.filter.logical.Or;
import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * LangChain4j's filters as those of an index. A translated filter holds for the metadata that the
 * original holds for. Where the original throws, because values are of different kinds, it does not
 * hold; and texts are ordered by code points, where LangChain4j has emoji before U+E000.
 */
final class FilterTranslation {
  private FilterTranslation() {}

  /**
   * @throws DinoException if no filter of an index means the same
   */
  static Filter of(dev.langchain4j.store.embedding.filter.Filter filter) {
    return switch (filter) {
      case And and -> new Filter.And(List.of(of(and.left()), of(and.right())));
      case Or or -> new Filter.Or(List.of(of(or.left()), of(or.right())));
      case Not not -> new Filter.Not(of(not.expression()));
      case IsEqualTo is -> comparison(is.key(), Operator.EQUAL, is.comparisonValue());
      case IsNotEqualTo is -> comparison(is.key(), Operator.NOT_EQUAL, is.comparisonValue());
      case IsLessThan is -> comparison(is.key(), Operator.LESS, is.comparisonValue());
      case IsLessThanOrEqualTo is -> comparison(is.key(), Operator.AT_MOST, is.comparisonValue());
      case IsGreaterThan is -> comparison(is.key(), Operator.GREATER, is.comparisonValue());
      case IsGreaterThanOrEqualTo is ->
          comparison(is.key(), Operator.AT_LEAST, is.comparisonValue());
      case IsIn is -> in(is.key(), is.comparisonValues());
      case IsNotIn is -> new Filter.Not(in(is.key(), is.comparisonValues()));
      case ContainsString contains ->
          throw new DinoException(
              "an index cannot look for texts within column %s: compare whole ones, not ContainsString"
                  .formatted(Quoted.of(contains.key())));
      default ->
          throw new DinoException(
              "the filter %s is none of LangChain4j's own: an index cannot know what it means"
                  .formatted(filter.getClass().getName()));
    };
  }

  private static Filter comparison(String column, Operator operator, Object value) {
    if (operator.orders() && value instanceof UUID) {
      throw new DinoException(
          "column %s: UUIDs have no order in an index, use isEqualTo or isIn"
              .formatted(Quoted.of(column)));
    }
    return new Filter.Comparison(column, operator, literal(column, value));
  }

  private static Filter in(String column, Collection<?> values) {
    Set<Literal> literals = new LinkedHashSet<>();
    values.forEach(value -> literals.add(literal(column, value)));
    return new Filter.In(column, literals);
  }

  private static Literal literal(String column, Object value) {
    return switch (value) {
      case String text -> new Literal.OfText(text);
      case UUID id -> new Literal.OfText(id.toString());
      case Boolean flag -> new Literal.OfBoolean(flag);
      case Number number -> new Literal.OfNumber(exact(column, number));
      default ->
          throw new DinoException(
              "column %s is compared with a %s: numbers, texts, UUIDs and booleans can be"
                  .formatted(Quoted.of(column), value.getClass().getName()));
    };
  }

  /** A number as an index compares it, if that is the same number to the last digit. */
  private static double exact(String column, Number number) {
    double value = decimal(number);
    boolean same =
        !Double.isFinite(value) // refused by the literal
            || new BigDecimal(Double.toString(value)).compareTo(new BigDecimal(number.toString()))
                == 0;
    if (!same) {
      throw new DinoException(
          "column %s is compared with %s: an index compares numbers as doubles, and this is none"
              .formatted(Quoted.of(column), number));
    }
    return value;
  }

  /** LangChain4j compares numbers by their decimal digits: a float 0.1 is the double 0.1. */
  static double decimal(Number number) {
    return Double.parseDouble(number.toString());
  }
}
