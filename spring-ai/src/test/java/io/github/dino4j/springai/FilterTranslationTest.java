package io.github.dino4j.springai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.filter.Filter;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.SimpleVectorStore;
import org.springframework.ai.vectorstore.filter.Filter.Expression;
import org.springframework.ai.vectorstore.filter.Filter.ExpressionType;
import org.springframework.ai.vectorstore.filter.Filter.Group;
import org.springframework.ai.vectorstore.filter.Filter.Key;
import org.springframework.ai.vectorstore.filter.Filter.Value;
import org.springframework.ai.vectorstore.filter.FilterExpressionTextParser;

/** What Spring AI's own {@link SimpleVectorStore} finds with a filter is the oracle. */
class FilterTranslationTest {
  // Of one column all values are of one kind: SimpleVectorStore throws where kinds are mixed.
  private static final Map<String, List<Object>> VALUES =
      Map.of(
          "price", List.of(0, 7, 7L, 7.0f, 7.5, -3, 1e300),
          "class", List.of("shirt", "Shirt", "shirts", "7", "", "\"", "é"),
          "sold", List.of(true, false));

  private static final List<ExpressionType> ORDERED =
      List.of(ExpressionType.LT, ExpressionType.LTE, ExpressionType.GT, ExpressionType.GTE);

  /** The same vector for everything, so that a filter alone decides. */
  private static final class Constant implements EmbeddingModel {
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
      return new EmbeddingResponse(
          request.getInstructions().stream()
              .map(_ -> new Embedding(new float[] {1, 0}, 0))
              .toList());
    }

    @Override
    public float[] embed(Document document) {
      return new float[] {1, 0};
    }

    @Override
    public int dimensions() {
      return 2;
    }
  }

  /** One for all tries: each builder loads the vocabulary of a tokenizer. */
  private static final SimpleVectorStore STORE = SimpleVectorStore.builder(new Constant()).build();

  private static Arbitrary<Object> values(String column) {
    return Arbitraries.of(VALUES.getOrDefault(column, List.of()));
  }

  /** Documents by id; each has a price and some the rest. */
  @Provide
  Arbitrary<Map<String, Map<String, Object>>> documents() {
    Arbitrary<Map<String, Object>> metadata =
        Combinators.combine(
                values("price"), values("class").optional(0.7), values("sold").optional(0.7))
            .as((price, name, sold) -> {
              Map<String, Object> columns = new HashMap<>(Map.of("price", price));
              name.ifPresent(value -> columns.put("class", value));
              sold.ifPresent(value -> columns.put("sold", value));
              return columns;
            });
    return Arbitraries.maps(Arbitraries.integers().between(0, 99).map(String::valueOf), metadata)
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<Expression> filters() {
    return filters(3);
  }

  private static Arbitrary<Expression> filters(int depth) {
    Arbitrary<Expression> condition =
        Arbitraries.of(VALUES.keySet().stream().sorted().toList())
            .flatMap(column ->
                Arbitraries.oneOf(comparisons(column), memberships(column), presence(column)));
    if (depth == 0) {
      return condition;
    }
    Arbitrary<Expression> inner = Arbitraries.lazy(() -> filters(depth - 1));
    return Arbitraries.frequencyOf(
        Tuple.of(3, condition),
        Tuple.of(
            1,
            Combinators.combine(inner, inner)
                .as((a, b) -> new Expression(ExpressionType.AND, a, new Group(b)))),
        Tuple.of(
            1,
            Combinators.combine(inner, inner)
                .as((a, b) -> new Expression(ExpressionType.OR, new Group(a), b))),
        Tuple.of(1, inner.map(a -> new Expression(ExpressionType.NOT, a, null))));
  }

  /** Only prices by order: a missing column is less than all there, and less than none here. */
  private static Arbitrary<Expression> comparisons(String column) {
    Arbitrary<ExpressionType> types = Arbitraries.of(ExpressionType.EQ, ExpressionType.NE);
    return Combinators.combine(
            column.equals("price") ? Arbitraries.oneOf(types, Arbitraries.of(ORDERED)) : types,
            values(column))
        .as((type, value) -> new Expression(type, new Key(column), new Value(value)));
  }

  private static Arbitrary<Expression> memberships(String column) {
    return Combinators.combine(
            Arbitraries.of(ExpressionType.IN, ExpressionType.NIN),
            values(column).list().ofMinSize(1).ofMaxSize(3))
        .as((type, list) -> new Expression(type, new Key(column), new Value(list)));
  }

  private static Arbitrary<Expression> presence(String column) {
    return Arbitraries.of(ExpressionType.ISNULL, ExpressionType.ISNOTNULL)
        .map(type -> new Expression(type, new Key("'" + column + "'"), null));
  }

  @Property(tries = 1000)
  void aTranslatedFilterHoldsForWhatSimpleVectorStoreFinds(
      @ForAll("documents") Map<String, Map<String, Object>> documents,
      @ForAll("filters") Expression expression) {
    documents.forEach((id, columns) -> STORE.add(List.of(new Document(id, "x", columns))));
    SearchRequest request =
        SearchRequest.builder().query("x").topK(100).filterExpression(expression).build();
    List<Document> found = STORE.similaritySearch(request);
    STORE.delete(List.copyOf(documents.keySet()));
    Filter filter = FilterTranslation.of(expression);
    assertThat(
            documents.entrySet().stream()
                .filter(document -> filter.matches(document.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet()))
        .isEqualTo(found.stream().map(Document::getId).collect(Collectors.toSet()));
  }

  private static Filter parsed(String text) {
    return FilterTranslation.of(new FilterExpressionTextParser().parse(text));
  }

  @Test
  void theLanguageOfSpringAiMeansTheSameAsOurs() {
    assertThat(
            parsed("price < 50 && ('class' in ['shirt', 'skirt'] || not (sold == true))")
                .toString())
        .isEqualTo(
            Filter.parse("price < 50 and (class in (\"shirt\", \"skirt\") or not (sold = true))")
                .toString());
  }

  @Test
  void aMissingColumnIsLessThanNothing() {
    assertThat(parsed("price < 50").matches(Map.of())).isFalse();
    assertThat(parsed("price != 50").matches(Map.of())).isTrue();
  }

  @Test
  void momentsAreTextsInTheOrderOfTime() {
    Date noon = Date.from(Instant.parse("2026-03-01T12:00:00Z"));
    Filter before =
        FilterTranslation.of(new Expression(ExpressionType.LT, new Key("day"), new Value(noon)));
    assertThat(before.matches(Map.of("day", "2026-03-01T11:59:59Z"))).isTrue();
    assertThat(before.matches(Map.of("day", "2026-03-01T12:00:00Z"))).isFalse();
  }

  static List<Expression> withoutTranslation() {
    Key price = new Key("price");
    return List.of(
        new Expression(ExpressionType.EQ, price, new Value(List.of(1, 2))),
        new Expression(ExpressionType.EQ, price, new Value(Double.NaN)),
        new Expression(ExpressionType.EQ, price, new Key("other")),
        new Expression(ExpressionType.EQ, new Value(1), new Value(1)),
        new Expression(ExpressionType.EQ, price, null),
        new Expression(ExpressionType.IN, price, new Value(1)),
        new Expression(ExpressionType.NIN, price, new Value(List.of())),
        new Expression(ExpressionType.GT, new Key("sold"), new Value(true)),
        new Expression(ExpressionType.AND, price, new Value(1)));
  }

  @ParameterizedTest
  @MethodSource("withoutTranslation")
  void whatCannotMeanTheSameIsRefusedInOneLine(Expression expression) {
    assertThatThrownBy(() -> FilterTranslation.of(expression))
        .isInstanceOf(DinoException.class)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"price", "'a b'", "\"a b\""})
  void quotesAreNoPartOfAName(String key) {
    assertThat(
            FilterTranslation.of(new Expression(ExpressionType.EQ, new Key(key), new Value(7)))
                .matches(Map.of(key.replaceAll("['\"]", ""), 7)))
        .isTrue();
  }
}
