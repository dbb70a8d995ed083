package io.github.dino4j.search.lucene;

import io.github.dino4j.search.filter.Filter;
import io.github.dino4j.search.filter.Literal;
import io.github.dino4j.search.filter.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TermRangeQuery;
import org.apache.lucene.util.BytesRef;

/** Filters as queries on the fields of {@link VectorDocument}. */
final class FilterQueries {
  private FilterQueries() {}

  static Query of(Filter filter) {
    return switch (filter) {
      case Filter.Comparison comparison -> of(comparison);
      case Filter.In(String column, Collection<Literal> values) -> in(column, values);
      case Filter.And(List<Filter> filters) -> joined(filters, Occur.FILTER);
      case Filter.Or(List<Filter> filters) -> joined(filters, Occur.SHOULD);
      case Filter.Not(Filter inner) -> not(of(inner));
    };
  }

  private static Query of(Filter.Comparison comparison) {
    Operator operator = comparison.operator();
    if (operator.orders()) {
      return range(comparison.column(), operator, comparison.value());
    }
    Query equal = equal(comparison.column(), comparison.value());
    return operator == Operator.EQUAL ? equal : not(equal);
  }

  private static Query joined(List<Filter> filters, Occur occur) {
    BooleanQuery.Builder joined = new BooleanQuery.Builder();
    filters.forEach(filter -> joined.add(of(filter), occur));
    return joined.build();
  }

  private static Query not(Query query) {
    return new BooleanQuery.Builder()
        .add(new MatchAllDocsQuery(), Occur.FILTER)
        .add(query, Occur.MUST_NOT)
        .build();
  }

  private static Query equal(String column, Literal value) {
    return switch (value) {
      case Literal.OfText(String text) ->
          new TermQuery(new Term(VectorDocument.texts(column), text));
      case Literal.OfNumber(double number) ->
          DoublePoint.newExactQuery(VectorDocument.numbers(column), number);
      case Literal.OfBoolean flag ->
          new TermQuery(new Term(VectorDocument.booleans(column), flag.toString()));
    };
  }

  private static Query range(String column, Operator operator, Literal value) {
    boolean up = operator == Operator.GREATER || operator == Operator.AT_LEAST;
    boolean inclusive = operator == Operator.AT_MOST || operator == Operator.AT_LEAST;
    return switch (value) {
      case Literal.OfText(String text) -> {
        BytesRef bound = new BytesRef(text);
        String field = VectorDocument.texts(column);
        yield up
            ? new TermRangeQuery(field, bound, null, inclusive, true)
            : new TermRangeQuery(field, null, bound, true, inclusive);
      }
      case Literal.OfNumber(double number) -> {
        double bound = inclusive ? number : up ? Math.nextUp(number) : Math.nextDown(number);
        String field = VectorDocument.numbers(column);
        yield up
            ? DoublePoint.newRangeQuery(field, bound, Double.POSITIVE_INFINITY)
            : DoublePoint.newRangeQuery(field, Double.NEGATIVE_INFINITY, bound);
      }
      case Literal.OfBoolean _ ->
          throw new IllegalArgumentException("booleans have no order: " + operator);
    };
  }

  /** A query for each kind of values: any number of values makes few clauses. */
  private static Query in(String column, Collection<Literal> values) {
    List<BytesRef> texts = new ArrayList<>();
    List<Double> numbers = new ArrayList<>();
    BooleanQuery.Builder some = new BooleanQuery.Builder();
    for (Literal value : values) {
      switch (value) {
        case Literal.OfText(String text) -> texts.add(new BytesRef(text));
        case Literal.OfNumber(double number) -> numbers.add(number);
        case Literal.OfBoolean _ -> some.add(equal(column, value), Occur.SHOULD);
      }
    }
    some.add(new TermInSetQuery(VectorDocument.texts(column), texts), Occur.SHOULD);
    some.add(DoublePoint.newSetQuery(VectorDocument.numbers(column), numbers), Occur.SHOULD);
    return some.build();
  }
}
