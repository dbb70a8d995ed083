package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The documents that a filter keeps, found once and then used by every query of a batch. For
 * searches of the searcher that it was made with.
 */
final class DocumentSet extends Query {
  private final List<FixedBitSet> segments;
  private final int count;

  private DocumentSet(List<FixedBitSet> segments) {
    this.segments = segments;
    count = segments.stream().mapToInt(FixedBitSet::cardinality).sum();
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Those of one segment, counted from its first document. */
  BitSetIterator in(LeafReaderContext segment) {
    FixedBitSet documents = segments.get(segment.ord);
    return new BitSetIterator(documents, documents.cardinality());
  }

  /** Their numbers in the index, rising. */
  int[] numbers(IndexSearcher searcher) {
    int[] numbers = new int[count];
    int filled = 0;
    for (LeafReaderContext segment : searcher.getLeafContexts()) {
      BitSetIterator documents = in(segment);
      for (int document = documents.nextDoc();
          document != DocIdSetIterator.NO_MORE_DOCS;
          document = documents.nextDoc()) {
        numbers[filled++] = segment.docBase + document;
      }
    }
    return numbers;
  }

  /** All documents. */
  static DocumentSet all(IndexSearcher searcher) throws IOException {
    return of(searcher, new MatchAllDocsQuery());
  }

  static DocumentSet of(IndexSearcher searcher, Query filter) throws IOException {
    Weight weight =
        searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
    List<FixedBitSet> segments = new ArrayList<>();
    for (LeafReaderContext segment : searcher.getLeafContexts()) {
      FixedBitSet documents = new FixedBitSet(segment.reader().maxDoc());
      Scorer scorer = weight.scorer(segment);
      if (scorer != null) {
        documents.or(scorer.iterator());
      }
      Bits live = segment.reader().getLiveDocs();
      if (live != null) {
        live.applyMask(documents, 0);
      }
      segments.add(documents);
    }
    return new DocumentSet(segments);
  }

  @Override
  public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
    return new ConstantScoreWeight(this, boost) {
      @Override
      public @Nullable ScorerSupplier scorerSupplier(LeafReaderContext segment) {
        BitSetIterator documents = in(segment);
        return documents.cost() == 0
            ? null
            : new DefaultScorerSupplier(new ConstantScoreScorer(score(), mode, documents));
      }

      @Override
      public boolean isCacheable(LeafReaderContext segment) {
        return false;
      }
    };
  }

  @Override
  public void visit(QueryVisitor visitor) {
    visitor.visitLeaf(this);
  }

  @Override
  public String toString(String field) {
    return "documents of a filter";
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
