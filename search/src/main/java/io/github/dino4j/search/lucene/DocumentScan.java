package io.github.dino4j.search.lucene;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.Neighbours;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;

/**
 * The search for a batch of queries by comparing all of them with all documents of a set, in
 * float32: products of matrices, which take so little time a pair that they are often faster than a
 * graph, and miss nothing.
 *
 * @param k how many are found
 * @param documents that are looked at
 */
record DocumentScan(IndexSearcher searcher, int k, DocumentSet documents) {
  /** Vectors that lie in memory at a time. */
  private static final int BLOCK = 1 << 12;

  /** Time to read a value of a vector, in nanoseconds as the others. */
  private static final double READ = 0.8;

  /** Time for a value of a vector and one of a query, by kernels of our own and without them. */
  private static final double KERNEL = 0.05;

  private static final double HEAP = 0.5;

  /** Time for the comparison of a query with a code. */
  private static final double CODE = 40;

  /**
   * Whether it takes less time than a search for each query by {@link NearestDocuments}, roughly.
   *
   * @param queries how many are in the batch
   * @param count of the documents that are looked at
   * @param size of the index
   */
  static boolean isFaster(int queries, int dim, long count, int size, int k) {
    double product = Processor.runs(ElementType.FP32) ? KERNEL : HEAP;
    double scan = count * dim * (READ + queries * product);
    int candidates = SearchEffort.DEFAULT.candidates(k, size);
    return scan < queries * CODE * NearestDocuments.codes(count, size, candidates);
  }

  /**
   * @param queries {@code [n, dim]}, of length 1
   * @return for each query in turn
   */
  List<List<Hit>> search(float[] queries, int dim) throws IOException {
    long[][] nearest = new long[queries.length / dim][0];
    int[] numbers = documents.numbers(searcher);
    for (int first = 0; first < numbers.length; first += BLOCK) {
      int[] block = Arrays.copyOfRange(numbers, first, Math.min(numbers.length, first + BLOCK));
      compare(queries, vectors(block, dim), block, dim, nearest);
    }
    return IntStream.range(0, nearest.length)
        .parallel()
        .mapToObj(query -> {
          try {
            return hits(
                Arrays.copyOfRange(queries, query * dim, (query + 1) * dim), nearest[query]);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .toList();
  }

  private float[] vectors(int[] numbers, int dim) throws IOException {
    float[] vectors = new float[numbers.length * dim];
    LeafReaderContext segment = FoundDocuments.segment(searcher, numbers[0]);
    VectorDocument.Vectors own = VectorDocument.Vectors.of(segment.reader());
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= segment.docBase + segment.reader().maxDoc()) {
        segment = FoundDocuments.segment(searcher, numbers[i]);
        own = VectorDocument.Vectors.of(segment.reader());
      }
      System.arraycopy(own.values(numbers[i] - segment.docBase), 0, vectors, i * dim, dim);
    }
    return vectors;
  }

  /** One more than k are kept, which shows whether the last one has equals. */
  private void compare(float[] queries, float[] vectors, int[] numbers, int dim, long[][] nearest) {
    int most = (int) Math.min(k + 1L, documents.count());
    List<Neighbours> found = new ExactIndex(vectors, dim).search(queries, most);
    for (int query = 0; query < nearest.length; query++) {
      Neighbours near = found.get(query);
      nearest[query] =
          LongStream.concat(
                  Arrays.stream(nearest[query]),
                  IntStream.range(0, near.size())
                      .mapToLong(
                          i -> FoundDocuments.of(numbers[near.index()[i]], near.similarity()[i])))
              .sorted()
              .limit(most)
              .toArray();
    }
  }

  private List<Hit> hits(float[] query, long[] nearest) throws IOException {
    boolean isTied = nearest.length > k && FoundDocuments.areEqual(nearest[k], nearest[k - 1]);
    long[] best =
        isTied // all that are as good as the last one are needed, for their ids decide
            ? NearestDocuments.compare(searcher, query, documents.numbers(searcher), k)
            : Arrays.copyOf(nearest, Math.min(k, nearest.length));
    return FoundDocuments.hits(searcher, best, k);
  }
}
