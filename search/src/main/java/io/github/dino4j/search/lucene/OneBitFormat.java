package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.hnsw.FlatVectorsFormat;
import org.apache.lucene.codecs.hnsw.FlatVectorsReader;
import org.apache.lucene.codecs.hnsw.FlatVectorsScorer;
import org.apache.lucene.codecs.hnsw.FlatVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsReader;
import org.apache.lucene.codecs.lucene104.Lucene104ScalarQuantizedVectorsWriter;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsWriter;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.search.TaskExecutor;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Lucene's graphs over codes of one bit, in Lucene's files, with vectors of any length and compared
 * by {@link OneBitScorer}. Lucene finds it by its name, through {@code META-INF/services}.
 */
public final class OneBitFormat extends KnnVectorsFormat {
  private static final String NAME = "Dino4jOneBit";

  private static final FlatVectorsScorer FLOATS =
      FlatVectorScorerUtil.getLucene99FlatVectorsScorer();
  private static final FlatVectorsFormat RAW = new Lucene99FlatVectorsFormat(FLOATS);
  private static final OneBitScorer SCORER = new OneBitScorer(FLOATS);
  private static final CodeFormat CODES = new CodeFormat();

  private final GraphOptions options;

  /** For Lucene, which reads with it. */
  public OneBitFormat() {
    this(GraphOptions.DEFAULT);
  }

  OneBitFormat(GraphOptions options) {
    super(NAME);
    this.options = options;
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    ExecutorService pool = ForkJoinPool.commonPool();
    return new Lucene99HnswVectorsWriter(
        state,
        options.maxConnections(),
        options.efConstruction(),
        CODES,
        CODES.fieldsWriter(state),
        VectorCodec.THREADS,
        VectorCodec.THREADS > 1 ? new TaskExecutor(pool) : null,
        VectorCodec.GRAPH_FROM);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return new Lucene99HnswVectorsReader(state, CODES.fieldsReader(state));
  }

  @Override
  public int getMaxDimensions(String field) {
    return Integer.MAX_VALUE;
  }

  /** The codes and the vectors themselves, without a graph. */
  private static final class CodeFormat extends FlatVectorsFormat {
    CodeFormat() {
      super(NAME + "Codes");
    }

    @Override
    public FlatVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return new Lucene104ScalarQuantizedVectorsWriter(
          state, ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE, RAW.fieldsWriter(state), SCORER);
    }

    @Override
    public FlatVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return new Lucene104ScalarQuantizedVectorsReader(state, RAW.fieldsReader(state), SCORER);
    }

    @Override
    public int getMaxDimensions(String field) {
      return Integer.MAX_VALUE;
    }
  }
}
