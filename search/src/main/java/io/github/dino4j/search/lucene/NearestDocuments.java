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

  /** As many documents of a filter are all compared, by their codes, before a graph is faster. */
  private static final int FEW = 8_000;

  /**
   * @param query of length 1
   */
  List<Hit> search(float[] query) throws IOException {
    int candidates = effort.candidates(k, searcher.getIndexReader().maxDoc());
    ScoreDoc[] found =
        among != null && among.count() <= FEW
            ? compareAll(among, query, candidates)
            : searcher.search(
                    new KnnFloatVectorQuery(VectorDocument.VECTOR, query, candidates, among),
                    candidates)
                .scoreDocs;
    Arrays.sort(found, Comparator.comparingInt(candidate -> candidate.doc));
    for (int first = 0, end; first < found.length; first = end) {
      LeafReaderContext segment = segment(found[first].doc);
      end = first + 1;
      while (end < found.length && segment(found[end].doc) == segment) {
        end++;
      }
      compare(query, found, first, end, segment);
    }
    return nearest(found);
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

  private LeafReaderContext segment(int document) {
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    return segments.get(ReaderUtil.subIndex(document, segments));
  }

  /** Gives candidates of one segment, by rising number, their cosines for scores. */
  private static void compare(
      float[] query, ScoreDoc[] found, int first, int end, LeafReaderContext segment)
      throws IOException {
    VectorDocument.Values values = new VectorDocument.Values(segment.reader());
    int[] documents = new int[end - first];
    Arrays.setAll(documents, i -> found[first + i].doc - segment.docBase);
    values.prefetch(documents);
    for (int i = 0; i < documents.length; i++) {
      found[first + i].score = VectorUtil.dotProduct(query, values.values(documents[i])) + 0f;
    }
  }

  /** The k best, and of those that are as good as the last one the ones with the least ids. */
  private List<Hit> nearest(ScoreDoc[] found) throws IOException {
    Arrays.sort(found, Comparator.comparingDouble(candidate -> -candidate.score));
    List<Hit> hits = new ArrayList<>();
    for (int i = 0; i < found.length; i++) {
      if (i >= k && found[i].score < found[k - 1].score) {
        break;
      }
      LeafReaderContext segment = segment(found[i].doc);
      VectorDocument.Values values = new VectorDocument.Values(segment.reader());
      int document = found[i].doc - segment.docBase;
      hits.add(new Hit(values.id(document), found[i].score, values.metadata(document)));
    }
    hits.sort(Hit.ORDER);
    return List.copyOf(hits.subList(0, Math.min(k, hits.size())));
  }
}
