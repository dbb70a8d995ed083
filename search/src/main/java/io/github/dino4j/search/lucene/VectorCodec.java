package io.github.dino4j.search.lucene;

import java.io.IOException;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Lucene's codec with graphs as {@link GraphOptions} want them. The files say for themselves how
 * they are read, so only a writer needs this.
 */
final class VectorCodec extends Lucene104Codec {
  /**
   * A segment has a graph where it holds more vectors than a search by it for so many neighbours
   * would visit, {@code n > k ln n}: more than 20,000. To compare the codes of fewer takes no
   * longer than a search, and a graph of each small segment would be built for the next merge to
   * discard.
   */
  static final int GRAPH_FROM = 2_000;

  /** That build a graph. */
  static final int THREADS = ForkJoinPool.getCommonPoolParallelism() + 1;

  private final KnnVectorsFormat format;

  VectorCodec(GraphOptions options) {
    format =
        switch (options.codes()) {
          case FP32 -> new AnyDimension(floats(options));
          case ONE_BIT -> new OneBitFormat(options);
        };
  }

  private static KnnVectorsFormat floats(GraphOptions options) {
    return new Lucene99HnswVectorsFormat(
        options.maxConnections(),
        options.efConstruction(),
        THREADS,
        THREADS > 1 ? ForkJoinPool.commonPool() : null,
        GRAPH_FROM);
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
