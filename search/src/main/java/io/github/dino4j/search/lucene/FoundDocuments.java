package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Hit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.NumericUtils;

/**
 * Documents with their cosines to a query, each pair as one number. Of two numbers the less is that
 * of the more similar document, of equally similar ones that of the first.
 */
final class FoundDocuments {
  private FoundDocuments() {}

  static long of(int document, float cosine) {
    return joined(~NumericUtils.floatToSortableInt(cosine + 0f), document); // no -0
  }

  /**
   * How many of the first are needed for the k best: with all of those that are as good as the last
   * one, of which ids decide.
   *
   * @param found rising
   */
  static int best(long[] found, int k) {
    int count = Math.min(k, found.length);
    while (count > 0 && count < found.length && areEqual(found[count], found[count - 1])) {
      count++;
    }
    return count;
  }

  /** Whether two are equally similar. */
  static boolean areEqual(long found, long other) {
    return high(found) == high(other);
  }

  /** The k best with their names and metadata, of equally similar ones those with the least ids. */
  static List<Hit> hits(IndexSearcher searcher, long[] found, int k) throws IOException {
    // A segment is read by rising number.
    long[] byNumber =
        Arrays.stream(found).map(each -> joined((int) each, ~high(each))).sorted().toArray();
    List<Hit> hits = new ArrayList<>(found.length);
    LeafReaderContext segment = null;
    VectorDocument.Values values = null;
    for (long each : byNumber) {
      int document = high(each);
      if (segment == null
          || values == null
          || document >= segment.docBase + segment.reader().maxDoc()) {
        segment = segment(searcher, document);
        values = new VectorDocument.Values(segment.reader());
      }
      int own = document - segment.docBase;
      float cosine = NumericUtils.sortableIntToFloat((int) each);
      hits.add(new Hit(values.id(own), cosine, values.metadata(own)));
    }
    hits.sort(Hit.ORDER);
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }

  /** The segment in which a document lies. */
  static LeafReaderContext segment(IndexSearcher searcher, int document) {
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    return segments.get(ReaderUtil.subIndex(document, segments));
  }

  private static long joined(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  private static int high(long joined) {
    return (int) (joined >> Integer.SIZE);
  }
}
