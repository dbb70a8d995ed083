package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorScorer;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.MemorySegmentAccessInput;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;
import org.apache.lucene.util.hnsw.UpdateableRandomVectorScorer;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer;
import org.apache.lucene.util.quantization.OptimizedScalarQuantizer.QuantizationResult;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;

/**
 * Compares codes of one bit where they lie mapped into memory, by counting bits. Lucene's own
 * scorer copies each code and counts with the Vector API, which needs a flag of the JVM and, on
 * processors without an instruction for it, takes twice as long. Where codes are no mapped memory,
 * or no whole words of 64 bits, Lucene's compares.
 */
final class OneBitScorer extends Lucene104ScalarQuantizedVectorScorer {
  OneBitScorer(FlatVectorsScorer floats) {
    super(floats);
  }

  @Override
  public RandomVectorScorer getRandomVectorScorer(
      VectorSimilarityFunction similarity, KnnVectorValues vectors, float[] target)
      throws IOException {
    Codes codes = Codes.of(similarity, vectors);
    if (codes == null) {
      return super.getRandomVectorScorer(similarity, vectors, target);
    }
    Query query = codes.query(target);
    return new RandomVectorScorer.AbstractRandomVectorScorer(codes.values) {
      @Override
      public float score(int vector) {
        return codes.score(query, vector);
      }

      @Override
      public float bulkScore(int[] numbers, float[] scores, int count) {
        return codes.scores(query, numbers, scores, count);
      }
    };
  }

  @Override
  public RandomVectorScorerSupplier getRandomVectorScorerSupplier(
      VectorSimilarityFunction similarity,
      QuantizedByteVectorValues queries,
      QuantizedByteVectorValues vectors) {
    try {
      Codes codes = Codes.of(similarity, vectors);
      if (codes != null) {
        return new Supplier(codes, queries);
      }
    } catch (IOException _) {
      // Lucene's own reads it again.
    }
    return super.getRandomVectorScorerSupplier(similarity, queries, vectors);
  }

  /** For graphs that are built: the vectors themselves, in four bits, are the queries. */
  private record Supplier(Codes codes, QuantizedByteVectorValues queries)
      implements RandomVectorScorerSupplier {
    @Override
    public UpdateableRandomVectorScorer scorer() throws IOException {
      QuantizedByteVectorValues own = queries.copy();
      return new UpdateableRandomVectorScorer.AbstractUpdateableRandomVectorScorer(codes.values) {
        private @Nullable Query query;

        @Override
        public void setScoringOrdinal(int vector) throws IOException {
          query = codes.query(own.vectorValue(vector), own.getCorrectiveTerms(vector));
        }

        private Query query() {
          if (query == null) {
            throw new IllegalStateException("no vector was chosen");
          }
          return query;
        }

        @Override
        public float score(int vector) {
          return codes.score(query(), vector);
        }

        @Override
        public float bulkScore(int[] numbers, float[] scores, int count) {
          return codes.scores(query(), numbers, scores, count);
        }
      };
    }

    @Override
    public RandomVectorScorerSupplier copy() throws IOException {
      return new Supplier(codes, queries.copy());
    }
  }

  /**
   * A query in four bits.
   *
   * @param planes {@code [words, 4]}: of 64 values their lowest bits, their second ones, and so on
   * @param lower what a value of 0 stands for
   * @param step from one value to the next
   * @param constant what is added to each product
   */
  private record Query(long[] planes, float lower, float step, float sum, float constant) {}

  /**
   * The codes of a segment: of each vector the bits, the two values that they stand for, a number
   * to be added to products, the count of bits that are set.
   */
  private static final class Codes {
    private static final ValueLayout.OfLong LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int TERMS = 3 * Float.BYTES + Integer.BYTES;
    private static final float QUERY_SCALE = 1f / 15;

    private final QuantizedByteVectorValues values;
    private final MemorySegment memory;
    private final int words;
    private final long bytes;
    private final float dim;
    private final float centroidProduct;

    /** Written for the compiler, which would leave out reads that nobody uses. */
    @SuppressWarnings("UnusedVariable")
    private long touched;

    private Codes(QuantizedByteVectorValues values, MemorySegment memory, int codeBytes)
        throws IOException {
      this.values = values;
      this.memory = memory;
      words = codeBytes / Long.BYTES;
      bytes = codeBytes + TERMS;
      dim = values.dimension();
      centroidProduct = values.getCentroidDP();
    }

    /** Null where they are none, or are no mapped memory. */
    static @Nullable Codes of(VectorSimilarityFunction similarity, KnnVectorValues vectors)
        throws IOException {
      if (similarity != VectorSimilarityFunction.DOT_PRODUCT
          || !(vectors instanceof QuantizedByteVectorValues values)
          || values.getScalarEncoding() != ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE) {
        return null;
      }
      IndexInput slice = values.getSlice();
      int codeBytes = values.getScalarEncoding().getDocPackedLength(values.dimension());
      if (!(slice instanceof MemorySegmentAccessInput mapped)
          || codeBytes % Long.BYTES != 0
          || slice.length() != (long) values.size() * (codeBytes + TERMS)) {
        return null;
      }
      MemorySegment memory = mapped.segmentSliceOrNull(0, slice.length());
      return memory == null ? null : new Codes(values, memory, codeBytes);
    }

    Query query(float[] target) throws IOException {
      ScalarEncoding encoding = values.getScalarEncoding();
      byte[] nibbles = new byte[encoding.getDiscreteDimensions(values.dimension())];
      byte[] planes = new byte[encoding.getQueryPackedLength(nibbles.length)];
      QuantizationResult terms =
          values
              .getQuantizer()
              .scalarQuantize(
                  target.clone(), nibbles, encoding.getQueryBits(), values.getCentroid());
      OptimizedScalarQuantizer.transposeHalfByte(nibbles, planes);
      return query(planes, terms);
    }

    /**
     * @param planes {@code [4, words]}, a bit of all values after the other
     */
    Query query(byte[] planes, QuantizationResult terms) {
      long[] mixed = new long[words * 4];
      ByteBuffer bits = ByteBuffer.wrap(planes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < mixed.length; i++) {
        mixed[i % words * 4 + i / words] = bits.getLong(i * Long.BYTES);
      }
      return new Query(
          mixed,
          terms.lowerInterval(),
          (terms.upperInterval() - terms.lowerInterval()) * QUERY_SCALE,
          terms.quantizedComponentSum(),
          terms.additionalCorrection() - centroidProduct);
    }

    float scores(Query query, int[] numbers, float[] scores, int count) {
      touched = touch(numbers, count);
      float most = Float.NEGATIVE_INFINITY;
      for (int i = 0; i < count; i++) {
        scores[i] = score(query, numbers[i]);
        most = Math.max(most, scores[i]);
      }
      return most;
    }

    /**
     * Reads the ends of codes. Memory is asked for all of them at the same time, where comparisons
     * would wait for one after the other, which takes longer than all else.
     *
     * @return of no meaning
     */
    private long touch(int[] numbers, int count) {
      long sum = 0;
      for (int i = 0; i < count; i++) {
        long at = numbers[i] * bytes;
        sum += memory.get(LONG, at) + memory.get(LONG, at + bytes - Long.BYTES);
      }
      return sum;
    }

    /** The cosine, approximately, from 0 to 1 in place of -1 to 1. */
    float score(Query query, int vector) {
      long at = vector * bytes;
      long[] planes = query.planes;
      int ones = 0;
      int twos = 0;
      int fours = 0;
      int eights = 0;
      int place = 0;
      for (; place + 8 <= planes.length; place += 8) { // two words a turn: a fifth less time
        long first = memory.get(LONG, at);
        long second = memory.get(LONG, at + Long.BYTES);
        ones += Long.bitCount(first & planes[place]);
        twos += Long.bitCount(first & planes[place + 1]);
        fours += Long.bitCount(first & planes[place + 2]);
        eights += Long.bitCount(first & planes[place + 3]);
        ones += Long.bitCount(second & planes[place + 4]);
        twos += Long.bitCount(second & planes[place + 5]);
        fours += Long.bitCount(second & planes[place + 6]);
        eights += Long.bitCount(second & planes[place + 7]);
        at += 2 * Long.BYTES;
      }
      if (place < planes.length) {
        long last = memory.get(LONG, at);
        ones += Long.bitCount(last & planes[place]);
        twos += Long.bitCount(last & planes[place + 1]);
        fours += Long.bitCount(last & planes[place + 2]);
        eights += Long.bitCount(last & planes[place + 3]);
        at += Long.BYTES;
      }
      float product = ones + 2 * twos + 4 * fours + 8 * eights;
      float lower = memory.get(FLOAT, at);
      float step = memory.get(FLOAT, at + 4) - lower;
      float own = memory.get(FLOAT, at + 8);
      float set = memory.get(INT, at + 12);
      float cosine =
          lower * (query.lower * dim + query.step * query.sum)
              + step * (query.lower * set + query.step * product)
              + own
              + query.constant;
      return Math.max((1 + cosine) / 2, 0);
    }
  }
}
