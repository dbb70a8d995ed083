package io.github.dino4j.search.lucene;

import io.github.dino4j.search.Hit;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * The search for one query: candidates by the graph, then the best of them compared by float32.
 *
 * @param k how many are found
 * @param among which documents are looked at; null for all
 */
record NearestDocuments(IndexSearcher searcher, int k, @Nullable Query among, SearchEffort effort) {

  /** A document that was compared in full. */
  private record Candidate(int document, float score, String id) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparingDouble((Candidate candidate) -> -candidate.score())
            .thenComparing(Candidate::id);
  }

  /**
   * @param query of length 1
   */
  List<Hit> search(float[] query) throws IOException {
    int size = searcher.getIndexReader().maxDoc();
    if (size == 0) {
      return List.of();
    }
    int rescored = effort.rescored(k, size);
    int ef = Math.min(Math.max(effort.ef(), rescored), size);
    Query graph = new KnnFloatVectorQuery(VectorDocument.VECTOR, query, ef, among);
    ScoreDoc[] found = searcher.search(graph, rescored).scoreDocs;
    Candidate[] candidates = compare(query, found);
    Arrays.sort(candidates, Candidate.ORDER);
    return hits(Arrays.copyOf(candidates, Math.min(k, candidates.length)));
  }

  /** By rising number of the document, as its values are read. */
  private Candidate[] compare(float[] query, ScoreDoc[] found) throws IOException {
    Arrays.sort(found, Comparator.comparingInt(candidate -> candidate.doc));
    Candidate[] candidates = new Candidate[found.length];
    for (int first = 0, end; first < found.length; first = end) {
      LeafReaderContext segment = segment(found[first].doc);
      int limit = segment.docBase + segment.reader().maxDoc();
      for (end = first; end < found.length && found[end].doc < limit; end++) {}
      compare(query, found, first, end, segment, candidates);
    }
    return candidates;
  }

  private static void compare(
      float[] query,
      ScoreDoc[] found,
      int first,
      int end,
      LeafReaderContext segment,
      Candidate[] candidates)
      throws IOException {
    VectorDocument.Values values = new VectorDocument.Values(segment.reader());
    int[] documents = new int[end - first];
    Arrays.setAll(documents, i -> found[first + i].doc - segment.docBase);
    values.prefetch(documents);
    for (int i = 0; i < documents.length; i++) {
      float score = VectorUtil.dotProduct(query, values.values(documents[i])) + 0f;
      candidates[first + i] = new Candidate(found[first + i].doc, score, values.id(documents[i]));
    }
  }

  private LeafReaderContext segment(int document) {
    List<LeafReaderContext> segments = searcher.getLeafContexts();
    return segments.get(ReaderUtil.subIndex(document, segments));
  }

  private List<Hit> hits(Candidate[] nearest) throws IOException {
    Hit[] hits = new Hit[nearest.length];
    for (int i = 0; i < hits.length; i++) {
      Candidate candidate = nearest[i];
      LeafReaderContext segment = segment(candidate.document());
      hits[i] =
          new Hit(
              candidate.id(),
              candidate.score(),
              new VectorDocument.Values(segment.reader())
                  .metadata(candidate.document() - segment.docBase));
    }
    return List.of(hits);
  }
}
