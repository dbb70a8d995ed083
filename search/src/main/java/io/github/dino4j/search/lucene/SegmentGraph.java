package io.github.dino4j.search.lucene;

import io.github.dino4j.kernels.NativeMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsReader;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.util.hnsw.HnswGraph;
import org.apache.lucene.util.hnsw.RandomVectorScorer;

/**
 * The graph of a segment. Neighbours on its lowest level, where a search spends its time, stay in a
 * table as searches have come by them: to find a vector's in Lucene's file takes three look-ups and
 * a decompression, each of which waits for memory. At most 8 M bytes a vector, outside the heap. A
 * vector has the number of its document. Threads share it.
 */
final class SegmentGraph {
  private static final VarHandle FIRST = ValueLayout.JAVA_INT.varHandle();

  /** In place of the first neighbour of a vector that has none. */
  private static final int ALONE = -1;

  private static final Map<IndexReader.CacheKey, SegmentGraph> GRAPHS = new ConcurrentHashMap<>();

  private final Lucene99HnswVectorsReader reader;
  private final int size;
  private final int most;

  /**
   * {@code [size, most]}: numbers plus 1, then zeros. The first one is written last, so that
   * whoever sees it sees all.
   */
  private final MemorySegment table;

  private SegmentGraph(Lucene99HnswVectorsReader reader) throws IOException {
    this.reader = reader;
    HnswGraph levels = levels();
    size = levels.size();
    most = size == 0 ? 0 : 2 * levels.maxConn();
    long bytes = (long) size * most * Integer.BYTES;
    table = bytes == 0 ? MemorySegment.NULL : new NativeMemory(Arena.ofAuto()).segment(bytes);
  }

  /** Of an open segment; kept until it is closed. */
  static SegmentGraph of(LeafReader segment) throws IOException {
    IndexReader.CacheHelper core = Objects.requireNonNull(segment.getCoreCacheHelper());
    SegmentGraph kept = GRAPHS.get(core.getKey());
    if (kept != null) {
      return kept;
    }
    SegmentGraph graph = new SegmentGraph(reader(segment));
    SegmentGraph first = GRAPHS.putIfAbsent(core.getKey(), graph);
    if (first != null) {
      return first;
    }
    core.addClosedListener(GRAPHS::remove);
    return graph;
  }

  private static Lucene99HnswVectorsReader reader(LeafReader segment) throws IOException {
    if (segment instanceof CodecReader codec
        && codec.getVectorReader() instanceof PerFieldKnnVectorsFormat.FieldsReader fields
        && fields.getFieldReader(VectorDocument.VECTOR)
            instanceof Lucene99HnswVectorsReader reader) {
      return reader;
    }
    throw new IOException("its vectors are in another format");
  }

  /** How many vectors it connects: all of the segment, or none. */
  int size() {
    return size;
  }

  /** All levels, for one search. */
  HnswGraph levels() throws IOException {
    return reader.getGraph(VectorDocument.VECTOR);
  }

  /** Compares a query, of length 1, with vectors by what stands for them; for one search. */
  RandomVectorScorer scorer(float[] query) throws IOException {
    return reader.getFlatVectorsReader().getRandomVectorScorer(VectorDocument.VECTOR, query);
  }

  /** The most neighbours that a vector has on the lowest level. */
  int most() {
    return most;
  }

  /**
   * The neighbours of a vector on the lowest level.
   *
   * @param levels of this graph, moved where they have to be read
   * @param neighbours {@code [most]}, written
   * @return how many there are
   */
  int neighbours(int vector, HnswGraph levels, int[] neighbours) throws IOException {
    long start = (long) vector * most * Integer.BYTES;
    int first = (int) FIRST.getAcquire(table, start);
    if (first == 0) {
      return read(vector, levels, neighbours, start);
    }
    int count = 0;
    for (int next = first; next > 0; ) {
      neighbours[count++] = next - 1;
      next = count < most ? table.get(ValueLayout.JAVA_INT, start + 4L * count) : 0;
    }
    return count;
  }

  private int read(int vector, HnswGraph levels, int[] neighbours, long start) throws IOException {
    levels.seek(0, vector);
    int count = levels.neighborCount();
    for (int i = 0; i < count; i++) {
      neighbours[i] = levels.nextNeighbor();
    }
    for (int i = count - 1; i > 0; i--) {
      table.set(ValueLayout.JAVA_INT, start + 4L * i, neighbours[i] + 1);
    }
    FIRST.setRelease(table, start, count == 0 ? ALONE : neighbours[0] + 1);
    return count;
  }
}
