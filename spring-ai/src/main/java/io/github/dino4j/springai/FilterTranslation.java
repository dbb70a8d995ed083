package io.github.dino4j.springai;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.Group;
import org.springframework.ai.vectorstore.filter.Filter.Key;
import org.springframework.ai.vectorstore.filter.Filter.Operand;
import org.springframework.ai.vectorstore.filter.Filter.Value;

/**
 * Spring AI's filter expressions as filters of an index. A translated filter holds for the metadata
 * that {@code SimpleVectorStore} finds, with two exceptions, where databases do as is done here: a
 * missing column is not less than anything, and a value of another kind is not equal, where that
 * store throws.
 */
final class FilterTranslation {
  /** A moment as Spring AI writes it into filters and metadata. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private FilterTranslation() {}

  /**
   * @throws DinoException if no filter of an index means the same
   */
  static Filter of(Expression expression) {
    Operand left = expression.left();
    Operand right = expression.right();
    return switch (expression.type()) {
      case AND -> new Filter.And(List.of(of(left), of(right)));
      case OR -> new Filter.Or(List.of(of(left), of(right)));
      case NOT -> new Filter.Not(of(left));
      case EQ -> comparison(left, Operator.EQUAL, right);
      case NE -> comparison(left, Operator.NOT_EQUAL, right);
      case LT -> comparison(left, Operator.LESS, right);
      case LTE -> comparison(left, Operator.AT_MOST, right);
      case GT -> comparison(left, Operator.GREATER, right);
      case GTE -> comparison(left, Operator.AT_LEAST, right);
      case IN -> in(left, right);
      case NIN -> new Filter.Not(in(left, right));
      case ISNULL -> new Filter.Not(present(column(left)));
      case ISNOTNULL -> present(column(left));
    };
  }

  private static Filter of(@Nullable Operand operand) {
    return switch (operand) {
      case Expression expression -> of(expression);
      case Group group -> of(group.content());
      case null, default ->
          throw new DinoException(
              "a filter has %s where a condition should stand".formatted(operand));
    };
  }

  private static Filter comparison(
      @Nullable Operand key, Operator operator, @Nullable Operand value) {
    String column = column(key);
    return new Filter.Comparison(column, operator, literal(column, value(column, value)));
  }

  private static Filter in(@Nullable Operand key, @Nullable Operand value) {
    String column = column(key);
    if (!(value(column, value) instanceof Collection<?> values) || values.isEmpty()) {
      throw new DinoException(
          "column %s is compared with no list: in and nin take one of at least one value"
              .formatted(Quoted.of(column)));
    }
    Set<Literal> literals = new LinkedHashSet<>();
    values.forEach(each -> literals.add(literal(column, each)));
    return new Filter.In(column, literals);
  }

  /** A value is some number, some text, or one of both booleans. */
  private static Filter present(String column) {
    Literal least = new Literal.OfNumber(-Double.MAX_VALUE);
    return new Filter.Or(
        List.of(
            new Filter.Comparison(column, Operator.AT_LEAST, least),
            new Filter.Comparison(column, Operator.AT_LEAST, new Literal.OfText("")),
            new Filter.In(
                column, Set.of(new Literal.OfBoolean(true), new Literal.OfBoolean(false)))));
  }

  /** The name of a key, which the language of filters leaves in quotes. */
  private static String column(@Nullable Operand operand) {
    if (!(operand instanceof Key(String name))) {
      throw new DinoException("a filter has %s where a column should stand".formatted(operand));
    }
    boolean quoted =
        name.length() >= 2
            && name.charAt(0) == name.charAt(name.length() - 1)
            && (name.charAt(0) == '"' || name.charAt(0) == '\'');
    return quoted ? name.substring(1, name.length() - 1) : name;
  }

  private static Object value(String column, @Nullable Operand operand) {
    if (operand instanceof Value(Object value)) {
      return value;
    }
    throw new DinoException(
        "column %s is compared with %s: give a value".formatted(Quoted.of(column), operand));
  }

  private static Literal literal(String column, @Nullable Object value) {
    return switch (value) {
      case String text -> new Literal.OfText(text);
      case Number number -> new Literal.OfNumber(number.doubleValue());
      case Boolean flag -> new Literal.OfBoolean(flag);
      case Date date -> new Literal.OfText(text(date));
      case null, default ->
          throw new DinoException(
              "column %s is compared with %s: numbers, texts, booleans and dates can be"
                  .formatted(Quoted.of(column), Quoted.of(String.valueOf(value))));
    };
  }

  /** A moment as text, in the order of time. */
  static String text(Date date) {
    return MOMENT.format(date.toInstant());
  }
}
