package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Hit;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.VectorScorer;
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
   * How many codes are compared in the time of a search, roughly.
   *
   * @param count of the documents that are looked at
   * @param size of the index
   */
  static long codes(long count, int size) {
    return Math.min(count, CODES_OF_A_SEARCH * size / Math.max(1, count));
  }

  /**
   * @param query of length 1
   */
  List<Hit> search(float[] query) throws IOException {
    int size = searcher.getIndexReader().maxDoc();
    int candidates = effort.candidates(k, size);
    ScoreDoc[] found =
        among != null && codes(among.count(), size) == among.count()
            ? compareAll(among, query, candidates)
            : searcher.search(
                    new KnnFloatVectorQuery(VectorDocument.VECTOR, query, candidates, among),
                    candidates)
                .scoreDocs;
    int[] documents = Arrays.stream(found).mapToInt(candidate -> candidate.doc).sorted().toArray();
    return FoundDocuments.hits(searcher, compare(searcher, query, documents, k), k);
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
   * Compares documents by float32.
   *
   * @param documents their numbers, rising
   * @return the k best as {@link FoundDocuments} has them; all of those that are as good as the
   *     last one
   */
  static long[] compare(IndexSearcher searcher, float[] query, int[] documents, int k)
      throws IOException {
    long[] best = new long[documents.length]; // the least is the most alike
    for (int first = 0, end; first < documents.length; first = end) {
      LeafReaderContext segment = FoundDocuments.segment(searcher, documents[first]);
      end = end(documents, first, segment);
      VectorDocument.Vectors vectors = VectorDocument.Vectors.of(segment.reader());
      int[] own = new int[end - first];
      for (int i = 0; i < own.length; i++) {
        own[i] = documents[first + i] - segment.docBase;
      }
      vectors.prefetch(own);
      for (int i = 0; i < own.length; i++) {
        float cosine = VectorUtil.dotProduct(query, vectors.values(own[i]));
        best[first + i] = FoundDocuments.of(documents[first + i], cosine);
      }
    }
    Arrays.sort(best);
    return Arrays.copyOf(best, FoundDocuments.best(best, k));
  }

  /** Behind the last one, of rising numbers, that lies in a segment. */
  private static int end(int[] documents, int first, LeafReaderContext segment) {
    int end = first + 1;
    while (end < documents.length && documents[end] < segment.docBase + segment.reader().maxDoc()) {
      end++;
    }
    return end;
  }
}
