package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Hit;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.NeighborQueue;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
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
   * As many codes are compared in the time that a search by the graph takes for each candidate. One
   * that passes over what a filter excludes takes the longer the more that is: this number over the
   * part that is kept.
   */
  private static final long CODES_OF_A_CANDIDATE = 50;

  /** Codes that are compared in one call. */
  private static final int TOGETHER = 64;

  /**
   * How many codes are compared in the time of a search, roughly.
   *
   * @param count of the documents that are looked at
   * @param size of the index
   */
  static long codes(long count, int size, int candidates) {
    return Math.min(count, CODES_OF_A_CANDIDATE * candidates * size / Math.max(1, count));
  }

  /**
   * @param query of length 1
   */
  List<Hit> search(float[] query) throws IOException {
    int[] documents = candidates(query).nodes();
    Arrays.sort(documents);
    return FoundDocuments.hits(searcher, compare(searcher, query, documents, k), k);
  }

  /** The best by what stands for the vectors. */
  private NeighborQueue candidates(float[] query) throws IOException {
    int most = effort.candidates(k, searcher.getIndexReader().maxDoc());
    NeighborQueue best = new NeighborQueue(most, false);
    for (LeafReaderContext segment : searcher.getLeafContexts()) {
      NeighborQueue own = candidates(query, segment, most);
      while (own.size() > 0) {
        float score = own.topScore();
        best.insertWithOverflow(segment.docBase + own.pop(), score);
      }
    }
    return best;
  }

  private NeighborQueue candidates(float[] query, LeafReaderContext segment, int most)
      throws IOException {
    LeafReader reader = segment.reader();
    Bits accepted = among == null ? reader.getLiveDocs() : among.bits(segment);
    int count = among == null ? reader.numDocs() : among.count(segment);
    if (count == 0) {
      return new NeighborQueue(1, false);
    }
    SegmentGraph graph = SegmentGraph.of(reader);
    RandomVectorScorer scorer = graph.scorer(query);
    NeighborQueue best =
        graph.size() == 0 || codes(count, reader.maxDoc(), most) == count
            ? null
            : new GraphWalk(graph, scorer, most, accepted, count).best();
    return best == null ? compareAll(scorer, accepted, reader.maxDoc(), most) : best;
  }

  /** The best of all accepted vectors of a segment, null for all. */
  private static NeighborQueue compareAll(
      RandomVectorScorer scorer, @Nullable Bits accepted, int size, int most) throws IOException {
    NeighborQueue best = new NeighborQueue(most, false);
    int[] vectors = new int[TOGETHER];
    float[] scores = new float[TOGETHER];
    int next = next(accepted, 0, size);
    while (next < size) {
      int count = 0;
      for (; next < size && count < TOGETHER; next = next(accepted, next + 1, size)) {
        vectors[count++] = next;
      }
      scorer.bulkScore(vectors, scores, count);
      for (int i = 0; i < count; i++) {
        best.insertWithOverflow(vectors[i], scores[i]);
      }
    }
    return best;
  }

  /** The first accepted vector from a number on; {@code size} where there is none. */
  private static int next(@Nullable Bits accepted, int from, int size) {
    if (accepted instanceof FixedBitSet filter) { // skips 64 at a time
      return from < size ? Math.min(filter.nextSetBit(from), size) : size;
    }
    int next = from;
    while (accepted != null && next < size && !accepted.get(next)) {
      next++;
    }
    return next;
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
