package io.github.dino4j.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.langchain4j.store.embedding.filter.comparison.ContainsString;
import dev.langchain4j.store.embedding.filter.comparison.IsEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThan;
import dev.langchain4j.store.embedding.filter.comparison.IsGreaterThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsIn;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThan;
import dev.langchain4j.store.embedding.filter.comparison.IsLessThanOrEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotEqualTo;
import dev.langchain4j.store.embedding.filter.comparison.IsNotIn;
import io.github.dino4j.DinoException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** LangChain4j's own {@link Filter#test} is the oracle. */
class FilterTranslationTest {
  private static final String[] COLUMNS = {"price", "class", "serial", "a b"};

  // Of one column all values are of one kind: LangChain4j throws where kinds are mixed.
  private static final List<Number> PRICES =
      List.of(0, -0.0, 7, 7L, 7.0f, 7.5, 0.1f, 0.1, -3, 1e300, 9007199254740992L, Double.MIN_VALUE);
  private static final List<String> CLASSES =
      List.of("shirt", "Shirt", "shirts", "7", "", "\"", "é", "\uD83D\uDE00", " ");
  private static final List<UUID> SERIALS = List.of(new UUID(0, 1), new UUID(-1, 5));

  private static Arbitrary<Object> values(String column) {
    return switch (column) {
      case "price" -> Arbitraries.of(PRICES).map(Object.class::cast);
      case "serial" -> Arbitraries.of(SERIALS).map(Object.class::cast);
      default -> Arbitraries.of(CLASSES).map(Object.class::cast);
    };
  }

  @Provide
  Arbitrary<Map<String, Object>> metadata() {
    return Arbitraries.of(COLUMNS)
        .set()
        .flatMap(present ->
            Combinators.combine(
                    present.stream().sorted().map(FilterTranslationTest::entry).toList())
                .as(entries -> {
                  Map<String, Object> map = new HashMap<>();
                  entries.forEach(map::putAll);
                  return map;
                }));
  }

  private static Arbitrary<Map<String, Object>> entry(String column) {
    return values(column).map(value -> Map.of(column, value));
  }

  @Provide
  Arbitrary<Filter> filters() {
    return filters(3);
  }

  private static Arbitrary<Filter> filters(int depth) {
    Arbitrary<Filter> condition =
        Arbitraries.of(COLUMNS)
            .flatMap(column -> Arbitraries.oneOf(comparisons(column), memberships(column)));
    if (depth == 0) {
      return condition;
    }
    Arbitrary<Filter> inner = Arbitraries.lazy(() -> filters(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, condition),
        Tuple.of(1, Combinators.combine(inner, inner).as((left, right) -> left.and(right))),
        Tuple.of(1, Combinators.combine(inner, inner).as((left, right) -> left.or(right))),
        Tuple.of(1, inner.map(Filter::not)));
  }

  private static Arbitrary<Filter> comparisons(String column) {
    int operators = column.equals("serial") ? 2 : 6; // UUIDs have no order
    return Combinators.combine(Arbitraries.integers().between(1, operators), values(column))
        .as((operator, value) ->
            switch (operator) {
              case 1 -> new IsEqualTo(column, value);
              case 2 -> new IsNotEqualTo(column, value);
              case 3 -> new IsLessThan(column, (Comparable<?>) value);
              case 4 -> new IsLessThanOrEqualTo(column, (Comparable<?>) value);
              case 5 -> new IsGreaterThan(column, (Comparable<?>) value);
              default -> new IsGreaterThanOrEqualTo(column, (Comparable<?>) value);
            });
  }

  private static Arbitrary<Filter> memberships(String column) {
    return Combinators.combine(
            Arbitraries.of(true, false), values(column).list().ofMinSize(1).ofMaxSize(3))
        .as((in, values) -> in ? new IsIn(column, values) : new IsNotIn(column, values));
  }

  @Property(tries = 3000)
  void aTranslatedFilterHoldsWhereTheOriginalDoes(
      @ForAll("metadata") Map<String, Object> metadata, @ForAll("filters") Filter filter) {
    assertThat(
            FilterTranslation.of(filter)
                .matches(VectorIndexEmbeddingStore.columns(Metadata.from(metadata))))
        .isEqualTo(filter.test(Metadata.from(metadata)));
  }

  /** A filter of the user's own. */
  private record Own() implements Filter {
    @Override
    public boolean test(Object object) {
      return true;
    }
  }

  static List<Filter> withoutTranslation() {
    return List.of(
        new ContainsString("class", "irt"),
        new IsGreaterThan("serial", new UUID(0, 1)),
        new IsEqualTo("price", 9007199254740993L),
        new IsEqualTo("price", new BigDecimal("0.1000000000000000000001")),
        new IsEqualTo("price", Double.NaN),
        new IsIn("price", List.of(1.0, Double.POSITIVE_INFINITY)),
        new IsEqualTo("day", LocalDate.EPOCH),
        new IsGreaterThan("sold", true),
        new IsEqualTo("price", 1).and(Filter.not(new Own())));
  }

  @ParameterizedTest
  @MethodSource("withoutTranslation")
  void whatCannotMeanTheSameIsRefusedInOneLine(Filter filter) {
    assertThatThrownBy(() -> FilterTranslation.of(filter))
        .isInstanceOf(DinoException.class)
        .message()
        .hasLineCount(1);
  }

  @Test
  void aRefusalNamesTheColumn() {
    assertThatThrownBy(() -> FilterTranslation.of(new ContainsString("class", "irt")))
        .hasMessageContaining("class")
        .hasMessageContaining("ContainsString");
  }

  @Test
  void booleansOfOtherIndexesAreComparedAsSuch() {
    assertThat(FilterTranslation.of(new IsEqualTo("sold", true)).matches(Map.of("sold", true)))
        .isTrue();
    assertThat(FilterTranslation.of(new IsEqualTo("sold", true)).matches(Map.of("sold", "true")))
        .isFalse();
  }
}
