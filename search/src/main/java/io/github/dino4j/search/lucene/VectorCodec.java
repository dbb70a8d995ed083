package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;

/**
 * Lucene's codec with graphs as {@link GraphOptions} want them. The files say for themselves how
 * they are read, so only a writer needs this.
 */
final class VectorCodec extends Lucene104Codec {
  private final KnnVectorsFormat format;

  VectorCodec(GraphOptions options) {
    int threads = ForkJoinPool.getCommonPoolParallelism() + 1;
    ForkJoinPool pool = threads > 1 ? ForkJoinPool.commonPool() : null;
    int connections = options.maxConnections();
    int candidates = options.efConstruction();
    format =
        new AnyDimension(
            switch (options.codes()) {
              case FP32 -> new Lucene99HnswVectorsFormat(connections, candidates, threads, pool);
              case ONE_BIT ->
                  new Lucene104HnswScalarQuantizedVectorsFormat(
                      ScalarEncoding.SINGLE_BIT_QUERY_NIBBLE,
                      connections,
                      candidates,
                      threads,
                      pool);
            });
  }

  // Not knnVectorsFormat(): the format by field is what finds its files again.
  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    return format;
  }

  /** A format without Lucene's limit of 1,024 values; it has the same name and files. */
  private static final class AnyDimension extends KnnVectorsFormat {
    private final KnnVectorsFormat format;

    AnyDimension(KnnVectorsFormat format) {
      super(format.getName());
      this.format = format;
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
      return format.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
      return format.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String field) {
      return Integer.MAX_VALUE;
    }
  }
}
