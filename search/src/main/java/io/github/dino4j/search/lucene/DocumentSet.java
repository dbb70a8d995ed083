package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.BitSetIterator;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;

/**
 * The documents that a filter keeps, found once and then used by every query of a batch. For
 * searches of the searcher that it was made with.
 */
final class DocumentSet {
  private final List<FixedBitSet> segments;
  private final int[] counts;
  private final int count;

  private DocumentSet(List<FixedBitSet> segments) {
    this.segments = segments;
    counts = segments.stream().mapToInt(FixedBitSet::cardinality).toArray();
    count = Arrays.stream(counts).sum();
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** How many there are in one segment. */
  int count(LeafReaderContext segment) {
    return counts[segment.ord];
  }

  /** Those of one segment, counted from its first document. */
  FixedBitSet bits(LeafReaderContext segment) {
    return segments.get(segment.ord);
  }

  /** Their numbers in the index, rising. */
  int[] numbers(IndexSearcher searcher) {
    int[] numbers = new int[count];
    int filled = 0;
    for (LeafReaderContext segment : searcher.getLeafContexts()) {
      BitSetIterator documents = new BitSetIterator(segments.get(segment.ord), counts[segment.ord]);
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
}
