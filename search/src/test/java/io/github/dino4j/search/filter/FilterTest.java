package io.github.dino4j.search.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final Map<String, Object> SHIRT =
      Map.of("price", 40L, "class", "shirt", "sold", false, "a \"b\"", "7", "photo.size-x", 1.5);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price < 50 and (class = \"shirt\" or not sold = true)",
        "price=40",
        "price = 4e1 AND price >= 40.0 AND price <= .4e2",
        "price > -1",
        "price in (1, 40)",
        "class in ('coat', 'shirt')",
        "class != 'coat'",
        "size != 7", // missing
        "not size = 7",
        "class > 'shir' and class < \"shirt2\"",
        "sold = FALSE",
        "\"a \"\"b\"\"\" = '7'",
        "photo.size-x > 1",
        "price = 1 and price = 2 or price = 40", // and binds closer
        "price = 40 or price = 2 and price = 1",
        "not not price = 40",
        "((((price = 40))))"
      })
  void holds(String filter) {
    assertThat(Filter.parse(filter).matches(SHIRT)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "price < 40",
        "price = '40'", // a text is no number
        "\"a \"\"b\"\"\" = 7",
        "class = 'Shirt'",
        "size < 7", // missing
        "size in (7)",
        "class < 7",
        "sold = 'false'",
        "not (price = 40 or price = 41)"
      })
  void doesNotHold(String filter) {
    assertThat(Filter.parse(filter).matches(SHIRT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|the filter is wrong at its end: a column, 'not' or a parenthesis is expected",
        "price|the filter is wrong at its end: one of = != < <= > >= or 'in' is expected after the column",
        "price <|the filter is wrong at its end: a number, a text in quotes, true or false is expected",
        "price == 5|the filter is wrong at character 7, at '== 5': one of = != < <= > >= or 'in' is expected after the column",
        "class = shirt|the filter is wrong at character 9, at 'shirt': a number, a text in quotes, true or false is expected",
        "class = \"shirt|the filter is wrong at character 9, at '\"shirt': the quote is not closed",
        "\"class = 5|the filter is wrong at character 1, at '\"class = 5': the quote is not closed",
        "price = 5 price = 6|the filter is wrong at character 11, at 'price = 6': 'and', 'or' or the end is expected",
        "(price = 5|the filter is wrong at its end: ')' is expected",
        "price = 5)|the filter is wrong at character 10, at ')': 'and', 'or' or the end is expected",
        "price in 5|the filter is wrong at character 10, at '5': '(' is expected",
        "price in ()|the filter is wrong at character 11, at ')': a number, a text in quotes, true or false is expected",
        "sold < true|the filter is wrong at character 6, at '< true': true and false have no order: use = or !=",
        "price = 5kg|the filter is wrong at character 9, at '5kg': this is no number, and a text needs quotes",
        "price = 1e999|the filter is wrong at character 9, at '1e999': the number is too large",
        "and = 5|the filter is wrong at character 1, at 'and = 5': a column, 'not' or a parenthesis is expected",
        "price = 5 and|the filter is wrong at its end: a column, 'not' or a parenthesis is expected"
      })
  void whatIsWrongIsPointedAt(String filter, String message) {
    assertThatThrownBy(() -> Filter.parse(filter))
        .isInstanceOf(DinoException.class)
        .hasMessage(message);
  }

  @Test
  void whatWouldOverrunTheStackIsRefused() {
    assertThatThrownBy(() -> Filter.parse("(".repeat(1_000_000)))
        .hasMessageEndingWith("more than 100 conditions within one another");
    assertThatThrownBy(() -> Filter.parse("not ".repeat(1_000_000)))
        .hasMessageEndingWith("more than 100 conditions within one another");
    assertThatThrownBy(() -> Filter.parse("a = 1 or ".repeat(1_000_000) + "a = 1"))
        .hasMessageEndingWith("more than 250 conditions: use 'in' with a list of values");
    String quotes = "\"\"".repeat(1_000_000);
    assertThat(Filter.parse("a = \"" + quotes + "\"").matches(Map.of("a", "\"".repeat(1_000_000))))
        .isTrue();
    assertThatThrownBy(() -> Filter.parse("a = " + "9".repeat(1_000_000)))
        .hasMessageEndingWith("the number is too large");
  }

  @Test
  void textsAreOrderedByCodePoints() {
    Map<String, Object> smiley = Map.of("a", "\uD83D\uDE00"); // UTF-16 would put it first
    assertThat(Filter.parse("a > '\uFFFD'").matches(smiley)).isTrue();
    assertThat(Filter.parse("a > '\uD83D\uDDFF'").matches(smiley)).isTrue();
    assertThat(Filter.parse("a < 'z'").matches(smiley)).isFalse();
  }

  @Provide
  Arbitrary<Filter> filters() {
    return Filters.filters();
  }

  @Property(tries = 300)
  void textOfAFilterIsReadAsTheSame(@ForAll("filters") Filter filter) {
    assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
  }

  @Provide
  Arbitrary<String> scraps() {
    return Arbitraries.of(
            "price", "\"", "'", "(", ")", "and", "or", "not", "in", "=", "!=", "<", "5", "-", ".",
            "1e9", ",", " ", "true", "\uD83D", "\0", "\n", "\\", "é", ";--")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void anythingIsReadOrRefusedInOneLine(@ForAll("scraps") String text) {
    try {
      Filter.parse(text).matches(SHIRT);
    } catch (DinoException e) {
      assertThat(e.getMessage()).startsWith("the filter is wrong at ").doesNotContain("\n");
    }
  }
}
