package io.github.dino4j.search.filter;

import io.github.dino4j.DinoException;
import org.jspecify.annotations.Nullable;

/**
 * A value in a filter or in metadata: a number, a text or a boolean. Values of different kinds are
 * never equal and have no order, so the text {@code "7"} is not the number 7.
 */
public sealed interface Literal {
  /** A finite number; all are compared as doubles, and 0 equals -0. */
  record OfNumber(double value) implements Literal {
    public OfNumber {
      if (!Double.isFinite(value)) {
        throw new DinoException("%s is no number that a filter can compare".formatted(value));
      }
      value += 0.0;
    }

    @Override
    public String toString() {
      return Double.toString(value);
    }
  }

  /** A text, compared code point by code point. */
  record OfText(String value) implements Literal {
    /** In quotes, as the language has it. */
    @Override
    public String toString() {
      return '"' + value.replace("\"", "\"\"") + '"';
    }
  }

  /** True or false; they have no order. */
  record OfBoolean(boolean value) implements Literal {
    @Override
    public String toString() {
      return Boolean.toString(value);
    }
  }

  /**
   * The value of a column.
   *
   * @param value a {@link String}, {@link Number} or {@link Boolean}; null where there is none
   */
  static @Nullable Literal of(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case String text -> new OfText(text);
      case Number number -> new OfNumber(number.doubleValue());
      case Boolean flag -> new OfBoolean(flag);
      default ->
          throw new IllegalArgumentException("metadata of " + value.getClass().getSimpleName());
    };
  }
}
