package io.github.dino4j.search.filter;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one filter, by recursive descent. */
final class FilterParser {
  /** More is a mistake or an attack: the search would overrun its stack. */
  private static final int DEEPEST = 100;

  /**
   * More conditions than this belong into a list behind {@code in}. Lucene takes 1,024 clauses, and
   * a condition makes up to four.
   */
  private static final int MOST = 250;

  private static final Pattern SPACE = Pattern.compile("\\s*");
  private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_.-]*");
  private static final Pattern SIGN = Pattern.compile("[=!<>]+");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d++(\\.\\d*+)?+|\\.\\d++)([eE][+-]?\\d++)?+");

  private final String text;
  private int at;
  private int depth;
  private int conditions;

  FilterParser(String text) {
    this.text = text;
  }

  Filter filter() {
    Filter filter = any();
    skip(SPACE);
    if (at < text.length()) {
      throw wrong("'and', 'or' or the end is expected");
    }
    return filter;
  }

  private Filter any() {
    return chain("or", this::all, Filter.Or::new);
  }

  private Filter all() {
    return chain("and", this::one, Filter.And::new);
  }

  private Filter chain(String word, Supplier<Filter> part, Function<List<Filter>, Filter> joined) {
    List<Filter> parts = new ArrayList<>(List.of(part.get()));
    while (takeWord(word)) {
      parts.add(part.get());
    }
    return parts.size() == 1 ? parts.getFirst() : joined.apply(parts);
  }

  private Filter one() {
    if (++depth > DEEPEST) {
      throw wrong("more than %d conditions within one another".formatted(DEEPEST));
    }
    Filter filter;
    if (takeWord("not")) {
      count();
      filter = new Filter.Not(one());
    } else if (take("(")) {
      filter = any();
      expect(")");
    } else {
      count();
      filter = condition();
    }
    depth--;
    return filter;
  }

  private void count() {
    if (++conditions > MOST) {
      throw wrong("more than %d conditions: use 'in' with a list of values".formatted(MOST));
    }
  }

  private Filter condition() {
    String column = column();
    if (takeWord("in")) {
      return in(column);
    }
    skip(SPACE);
    int start = at;
    Operator operator = Operator.of(skip(SIGN)).orElse(null);
    if (operator == null) {
      at = start;
      throw wrong("one of = != < <= > >= or 'in' is expected after the column");
    }
    Literal value = literal();
    if (operator.orders() && value instanceof Literal.OfBoolean) {
      at = start;
      throw wrong("true and false have no order: use = or !=");
    }
    return new Filter.Comparison(column, operator, value);
  }

  private Filter in(String column) {
    expect("(");
    Set<Literal> values = new LinkedHashSet<>();
    do {
      values.add(literal());
    } while (take(","));
    expect(")");
    return new Filter.In(column, values);
  }

  private String column() {
    skip(SPACE);
    if (isQuote()) {
      return quoted();
    }
    int start = at;
    String word = skip(WORD);
    if (word.isEmpty() || isKeyword(word)) {
      at = start;
      throw wrong("a column, 'not' or a parenthesis is expected");
    }
    return word;
  }

  private static boolean isKeyword(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "and", "or", "not", "in", "true", "false" -> true;
      default -> false;
    };
  }

  private Literal literal() {
    skip(SPACE);
    if (isQuote()) {
      return new Literal.OfText(quoted());
    }
    int start = at;
    String number = skip(NUMBER);
    if (!number.isEmpty()) {
      return number(number, start);
    }
    String word = skip(WORD).toLowerCase(Locale.ROOT);
    if (word.equals("true") || word.equals("false")) {
      return new Literal.OfBoolean(word.equals("true"));
    }
    at = start;
    throw wrong("a number, a text in quotes, true or false is expected");
  }

  private Literal number(String written, int start) {
    double value = Double.parseDouble(written);
    boolean glued = at < text.length() && Character.isLetterOrDigit(text.codePointAt(at));
    if (glued || Double.isInfinite(value)) {
      at = start;
      throw wrong(glued ? "this is no number, and a text needs quotes" : "the number is too large");
    }
    return new Literal.OfNumber(value);
  }

  /** The text in the quotes that begin here. */
  private String quoted() {
    String quote = text.substring(at, at + 1);
    int from = at + 1;
    int end = text.indexOf(quote, from);
    while (end >= 0 && text.startsWith(quote, end + 1)) { // doubled
      end = text.indexOf(quote, end + 2);
    }
    if (end < 0) {
      throw wrong("the quote is not closed");
    }
    at = end + 1;
    return text.substring(from, end).replace(quote + quote, quote);
  }

  private boolean isQuote() {
    return at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'');
  }

  /** Takes a word of the language, in letters of either case. */
  private boolean takeWord(String word) {
    skip(SPACE);
    int start = at;
    if (skip(WORD).equalsIgnoreCase(word)) {
      return true;
    }
    at = start;
    return false;
  }

  private boolean take(String sign) {
    skip(SPACE);
    boolean there = text.startsWith(sign, at);
    at += there ? sign.length() : 0;
    return there;
  }

  private void expect(String sign) {
    if (!take(sign)) {
      throw wrong("'%s' is expected".formatted(sign));
    }
  }

  /** What the pattern matches from here on; empty where it does not. */
  private String skip(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    String taken = matcher.lookingAt() ? matcher.group() : "";
    at += taken.length();
    return taken;
  }

  private DinoException wrong(String what) {
    return new DinoException(
        at < text.length()
            ? "the filter is wrong at character %d, at '%s': %s"
                .formatted(at + 1, Quoted.of(text.substring(at)), what)
            : "the filter is wrong at its end: %s".formatted(what));
  }
}
