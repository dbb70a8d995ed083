package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.search.IndexedVector;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.store.Directory;

/** The one that changes an index. Lucene merges its segments meanwhile, on threads of its own. */
final class DocumentWriter implements Closeable {
  /** Each column is a field, which Lucene never forgets. */
  private static final int MOST_COLUMNS = 1_000;

  /**
   * Vectors that are held back to make fewer and larger segments; too few for a graph, which is
   * built by codes when segments are merged, in less time.
   */
  private static final double BUFFER_MEGABYTES = 24;

  /**
   * A search goes through each segment, so there are to be few, though each vector moves oftener.
   */
  private static final double SEGMENTS_PER_TIER = 4;

  /** Lucene's limit, 5 GB, would leave large indexes in many segments for ever. */
  private static final double LARGEST_SEGMENT_MEGABYTES = 1 << 20;

  private final Path folder;
  private final LockFile lock;
  private final IndexWriter writer;
  private final Set<String> fields;

  private DocumentWriter(Path folder, LockFile lock, IndexWriter writer) {
    this.folder = folder;
    this.lock = lock;
    this.writer = writer;
    fields = new HashSet<>(writer.getFieldNames());
  }

  /**
   * @param lock closed with the writer
   * @param mode whether it goes on with what lies there or begins with nothing
   */
  static DocumentWriter open(
      Path folder, LockFile lock, Directory directory, GraphOptions graph, OpenMode mode)
      throws IOException {
    TieredMergePolicy merges =
        new TieredMergePolicy()
            .setSegmentsPerTier(SEGMENTS_PER_TIER)
            .setMaxMergedSegmentMB(LARGEST_SEGMENT_MEGABYTES);
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setOpenMode(mode)
            .setCodec(new VectorCodec(graph))
            .setRAMBufferSizeMB(BUFFER_MEGABYTES)
            .setMergePolicy(merges)
            .setCommitOnClose(false);
    return new DocumentWriter(folder, lock, new IndexWriter(directory, config));
  }

  /** The first commit, of nothing. */
  void commit(CommitData data) {
    writer.setLiveCommitData(data.userData().entrySet());
    commit();
  }

  synchronized void add(List<IndexedVector> vectors) {
    Map<String, IndexedVector> last = new HashMap<>();
    vectors.forEach(added -> last.put(added.id(), added));
    requireFewColumns(last.values());
    change(() ->
        last.values().parallelStream()
            .forEach(added -> {
              try {
                writer.updateDocument(VectorDocument.term(added.id()), VectorDocument.of(added));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            }));
  }

  private void requireFewColumns(Collection<IndexedVector> vectors) {
    Set<String> grown = new HashSet<>(fields);
    for (IndexedVector added : vectors) {
      added.metadata().forEach((column, value) -> grown.add(VectorDocument.field(column, value)));
    }
    if (grown.size() > MOST_COLUMNS) {
      throw new DinoException(
          "%s would hold more than %,d columns of metadata: leave some out"
              .formatted(PathText.text(folder), MOST_COLUMNS));
    }
    fields.addAll(grown);
  }

  synchronized void delete(Collection<String> ids) {
    change(
        () -> writer.deleteDocuments(ids.stream().map(VectorDocument::term).toArray(Term[]::new)));
  }

  synchronized void commit() {
    change(writer::commit);
  }

  /** Makes one segment; changes and commits of other threads go on. */
  void merge() {
    change(() -> writer.forceMerge(1));
  }

  /** Changes that fail close the writer, as Lucene does when it cannot know what was written. */
  private void change(Change change) {
    try {
      change.run();
    } catch (UncheckedIOException e) {
      throw failed(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private interface Change {
    void run() throws IOException;
  }

  private DinoException failed(IOException cause) {
    return new DinoException(
        "%s cannot be written: %s; its last commit stands"
            .formatted(PathText.text(folder), IoReason.of(cause)),
        cause);
  }

  /** Drops what was not committed, and merges under way. */
  @Override
  public void close() {
    try (lock) {
      change(writer::rollback);
    }
  }
}
