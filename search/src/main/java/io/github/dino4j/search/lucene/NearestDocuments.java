package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Hit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.NumericUtils;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * The search for one query: candidates by the graph, which are then compared by float32. Lucene's
 * own rescoring gives no cosines and leaves the order of equal ones open.
 *
 * @param k how many are found
 * @param among which documents are looked at; null for all
 */
record NearestDocuments(
    IndexSearcher searcher, int k, @Nullable DocumentSet among, SearchEffort effort) {

  /**
   * As many codes are compared in the time that a search by the graph takes. One that passes over
   * what a filter excludes takes the longer the more that is: this number over the part that is
   * kept.
   */
  private static final long CODES_OF_A_SEARCH = 3_000;

  /**
   * @param query of length 1
   */
  List<Hit> search(float[] query) throws IOException {
    int size = searcher.getIndexReader().maxDoc();
    int candidates = effort.candidates(k, size);
    ScoreDoc[] found =
        among != null && (long) among.count() * among.count() <= CODES_OF_A_SEARCH * size
            ? compareAll(among, query, candidates)
            : searcher.search(
                    new KnnFloatVectorQuery(VectorDocument.VECTOR, query, candidates, among),
                    candidates)
                .scoreDocs;
    return hits(nearest(query, found));
  }

  /** The best by what the graph would compare. */
  private ScoreDoc[] compareAll(DocumentSet documents, float[] query, int most) throws IOException {
    PriorityQueue<ScoreDoc> best =
        new PriorityQueue<>(Comparator.comparingDouble(candidate -> candidate.score));
    DocAndFloatFeatureBuffer scored = new DocAndFloatFeatureBuffer();
    for (LeafReaderContext segment : searcher.getLeafContexts()) {
      FloatVectorValues vectors = VectorDocument.vectors(segment.reader());
      VectorScorer.Bulk scorer =
          Objects.requireNonNull(vectors.scorer(query)).bulk(documents.in(segment));
      do {
        scorer.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, null, scored);
        for (int i = 0; i < scored.size; i++) {
          if (best.size() == most && scored.features[i] > best.element().score) {
            best.remove();
          }
          if (best.size() < most) {
            best.add(new ScoreDoc(segment.docBase + scored.docs[i], scored.features[i]));
          }
        }
      } while (scored.size > 0);
    }
    return best.toArray(ScoreDoc[]::new);
  }

  /**
   * Compares candidates by float32.
   *
   * @return the k best as their numbers and the bits of their cosines; all of those that are as
   *     good as the last one
   */
  private long[] nearest(float[] query, ScoreDoc[] found) throws IOException {
    int[] documents = Arrays.stream(found).mapToInt(candidate -> candidate.doc).sorted().toArray();
    long[] best = new long[documents.length]; // the least is the most alike
    for (int first = 0, end; first < documents.length; first = end) {
      LeafReaderContext segment = segment(documents[first]);
      end = end(documents, first, segment);
      VectorDocument.Vectors vectors = VectorDocument.Vectors.of(segment.reader());
      int[] own = new int[end - first];
      for (int i = 0; i < own.length; i++) {
        own[i] = documents[first + i] - segment.docBase;
      }
      vectors.prefetch(own);
      for (int i = 0; i < own.length; i++) {
        float cosine = VectorUtil.dotProduct(query, vectors.values(own[i])) + 0f; // no -0
        best[first + i] = joined(~NumericUtils.floatToSortableInt(cosine), documents[first + i]);
      }
    }
    Arrays.sort(best);
    int count = Math.min(k, best.length);
    while (count > 0 && count < best.length && high(best[count]) == high(best[count - 1])) {
      count++;
    }
    return Arrays.stream(best, 0, count).map(each -> joined((int) each, ~high(each))).toArray();
  }

  private static long joined(int high, int low) {
    return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
  }

  private static int high(long joined) {
    return (int) (joined >> Integer.SIZE);
  }

  private LeafReaderContext segment(int document) {
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    return segments.get(ReaderUtil.subIndex(document, segments));
  }

  /** Behind the last one, of rising numbers, that lies in a segment. */
  private static int end(int[] documents, int first, LeafReaderContext segment) {
    int end = first + 1;
    while (end < documents.length && documents[end] < segment.docBase + segment.reader().maxDoc()) {
      end++;
    }
    return end;
  }

  /** Of equally similar ones those with the least ids. */
  private List<Hit> hits(long[] nearest) throws IOException {
    Arrays.sort(nearest); // a segment is read by rising number
    List<Hit> hits = new ArrayList<>(nearest.length);
    LeafReaderContext segment = null;
    VectorDocument.Values values = null;
    for (long each : nearest) {
      int document = high(each);
      if (segment == null
          || values == null
          || document >= segment.docBase + segment.reader().maxDoc()) {
        segment = segment(document);
        values = new VectorDocument.Values(segment.reader());
      }
      int own = document - segment.docBase;
      float cosine = NumericUtils.sortableIntToFloat((int) each);
      hits.add(new Hit(values.id(own), cosine, values.metadata(own)));
    }
    hits.sort(Hit.ORDER);
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }
}
