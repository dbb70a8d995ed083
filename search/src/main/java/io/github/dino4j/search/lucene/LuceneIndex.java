package io.github.dino4j.search.lucene;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexLock;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.filter.Filter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * An index by a graph, which looks at few of the vectors and may miss some of the true neighbours.
 * It lies in files that are mapped into memory, and may be larger than it.
 *
 * <p>With {@code --enable-native-access=ALL-UNNAMED} Lucene tells the system how it reads its
 * files. The Vector API, which it advises, makes no difference: {@link OneBitScorer}.
 */
public final class LuceneIndex implements VectorIndex {
  private final Path folder;
  private final Directory directory;
  private final CommitData data;
  private final SearcherManager searchers;
  private final @Nullable DocumentWriter writer;
  private final AtomicBoolean closed = new AtomicBoolean();

  private LuceneIndex(
      Path folder, Directory directory, CommitData data, @Nullable DocumentWriter writer)
      throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.data = data;
    this.writer = writer;
    searchers =
        new SearcherManager(
            directory,
            new SearcherFactory() {
              @Override
              public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
                IndexSearcher searcher = new IndexSearcher(reader);
                searcher.setQueryCache(null); // the documents of a filter are found once a batch
                return searcher;
              }
            });
  }

  /** Whether an index of this kind lies in a folder. */
  public static boolean liesIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Directory directory = FSDirectory.open(folder)) {
      return DirectoryReader.indexExists(directory);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param folder made where it is missing
   * @throws DinoException if it holds an index already, or cannot be written
   */
  public static LuceneIndex create(Path folder, IndexDescription description, GraphOptions graph) {
    LockFile lock = IndexLock.take(folder);
    if (liesIn(folder)) {
      lock.close();
      throw new DinoException("%s holds an index already".formatted(PathText.text(folder)));
    }
    return open(folder, lock, new CommitData(description, graph));
  }

  /**
   * Makes an empty index and opens it for writing; one of this kind that lies there is lost.
   *
   * @param folder made where it is missing
   * @throws DinoException if it cannot be written
   */
  public static LuceneIndex createAnew(
      Path folder, IndexDescription description, GraphOptions graph) {
    return open(folder, IndexLock.take(folder), new CommitData(description, graph));
  }

  /**
   * Opens an index.
   *
   * @param features what will be added and compared
   * @throws DinoException if there is none, it is damaged, another process writes it, or it holds
   *     other features
   */
  public static LuceneIndex open(Path folder, Access access, IndexDescription features) {
    describe(folder).requireSame(PathText.text(folder), features);
    return open(folder, access == Access.WRITE ? IndexLock.take(folder) : null, null);
  }

  /**
   * @param lock closed with the index; null for one that is only read
   * @param created of a new index; null for one that is there
   */
  private static LuceneIndex open(
      Path folder, @Nullable LockFile lock, @Nullable CommitData created) {
    Directory directory = null;
    DocumentWriter writer = null;
    try {
      directory = FSDirectory.open(folder);
      CommitData data = created == null ? CommitData.read(directory) : created;
      if (lock != null) {
        OpenMode mode = created == null ? OpenMode.APPEND : OpenMode.CREATE;
        writer = DocumentWriter.open(folder, lock, directory, data.graph(), mode);
        if (created != null) {
          writer.commit(created);
        }
      }
      return new LuceneIndex(folder, directory, data, writer);
    } catch (IOException | RuntimeException e) {
      Closeable last = writer != null ? writer : lock != null ? lock::close : null;
      IOUtils.closeWhileHandlingException(last, directory);
      throw e instanceof RuntimeException refused ? refused : unreadable(folder, (IOException) e);
    }
  }

  /**
   * What the index in a folder holds.
   *
   * @throws DinoException if there is none, or it is damaged
   */
  public static IndexDescription describe(Path folder) {
    if (!liesIn(folder)) {
      throw new DinoException("%s holds no index".formatted(PathText.text(folder)));
    }
    try (Directory directory = FSDirectory.open(folder)) {
      return CommitData.read(directory).description();
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (DinoException e) {
      throw new DinoException(
          "%s is no index of dino4j: %s".formatted(PathText.text(folder), e.getMessage()), e);
    }
  }

  private static DinoException unreadable(Path folder, IOException cause) {
    return new DinoException(
        "%s cannot be read as an index: %s".formatted(PathText.text(folder), IoReason.of(cause)),
        cause);
  }

  /** How its graph is built. */
  public GraphOptions graph() {
    return data.graph();
  }

  @Override
  public IndexDescription description() {
    return data.description();
  }

  @Override
  public long size() {
    return withSearcher(searcher -> (long) searcher.getIndexReader().numDocs());
  }

  @Override
  public void add(List<IndexedVector> vectors) {
    vectors.forEach(description()::requireFit);
    writer().add(vectors);
  }

  @Override
  public void delete(Collection<String> ids) {
    writer().delete(ids);
  }

  @Override
  public void commit() {
    writer().commit();
    refresh();
  }

  private DocumentWriter writer() {
    if (writer == null) {
      throw new IllegalStateException("the index was opened for reading");
    }
    return writer;
  }

  @Override
  public boolean refresh() {
    long before = withSearcher(LuceneIndex::version);
    try {
      searchers.maybeRefreshBlocking();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    return withSearcher(LuceneIndex::version) != before;
  }

  private static long version(IndexSearcher searcher) {
    return ((DirectoryReader) searcher.getIndexReader()).getVersion();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A batch that is compared with all vectors that the filter keeps in less time than the graph
   * takes misses none; else by the graph with {@link SearchEffort#DEFAULT}.
   */
  @Override
  public List<List<Hit>> search(float[] queries, SearchOptions options) {
    return search(
        queries,
        options,
        (searcher, unit, among) -> {
          int dim = description().dim();
          long count = among == null ? searcher.getIndexReader().numDocs() : among.count();
          int size = searcher.getIndexReader().maxDoc();
          if (!DocumentScan.isFaster(unit.length / dim, dim, count, size, options.k())) {
            return byGraph(searcher, unit, among, options.k(), SearchEffort.DEFAULT);
          }
          DocumentSet documents = among == null ? DocumentSet.all(searcher) : among;
          return new DocumentScan(searcher, options.k(), documents).search(unit, dim);
        });
  }

  /**
   * Finds vectors that are most like each query by the graph.
   *
   * @param queries {@code [n, dim]} of any length
   * @return for each query in turn up to k hits in their {@linkplain Hit#ORDER order}
   * @throws DinoException if queries are of another size or not finite
   */
  public List<List<Hit>> search(float[] queries, SearchOptions options, SearchEffort effort) {
    return search(
        queries,
        options,
        (searcher, unit, among) -> byGraph(searcher, unit, among, options.k(), effort));
  }

  /** How a batch of queries, of length 1, is answered among documents, null for all. */
  @FunctionalInterface
  private interface Search {
    List<List<Hit>> with(IndexSearcher searcher, float[] unit, @Nullable DocumentSet among)
        throws IOException;
  }

  private List<List<Hit>> search(float[] queries, SearchOptions options, Search search) {
    description().requireQueries(queries);
    float[] unit = UnitVectors.of(queries, description().dim());
    Filter filter = options.filter();
    return withSearcher(searcher ->
        search.with(searcher, unit, filter == null ? null : documents(searcher, filter)));
  }

  private List<List<Hit>> byGraph(
      IndexSearcher searcher,
      float[] unit,
      @Nullable DocumentSet among,
      int k,
      SearchEffort effort) {
    int dim = description().dim();
    NearestDocuments nearest = new NearestDocuments(searcher, k, among, effort);
    return IntStream.range(0, unit.length / dim)
        .parallel()
        .mapToObj(query -> {
          try {
            return nearest.search(Arrays.copyOfRange(unit, query * dim, (query + 1) * dim));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        })
        .toList();
  }

  private static DocumentSet documents(IndexSearcher searcher, Filter filter) throws IOException {
    try {
      return DocumentSet.of(searcher, FilterQueries.of(filter));
    } catch (IndexSearcher.TooManyClauses e) {
      throw new DinoException(
          "the filter has too many conditions: use 'in' with a list of values", e);
    }
  }

  @Override
  public Optional<IndexedVector> find(String id) {
    return withSearcher(searcher -> {
      for (LeafReaderContext segment : searcher.getLeafContexts()) {
        LeafReader reader = segment.reader();
        PostingsEnum postings = reader.postings(VectorDocument.term(id), PostingsEnum.NONE);
        Bits live = reader.getLiveDocs();
        while (postings != null && postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          if (live == null || live.get(postings.docID())) {
            VectorDocument.Vectors vectors = VectorDocument.Vectors.of(reader);
            return Optional.of(new VectorDocument.Values(reader).vector(postings.docID(), vectors));
          }
        }
      }
      return Optional.empty();
    });
  }

  @Override
  public void forEach(Consumer<IndexedVector> action) {
    withSearcher(searcher -> {
      for (LeafReaderContext segment : searcher.getLeafContexts()) {
        LeafReader reader = segment.reader();
        VectorDocument.Values values = new VectorDocument.Values(reader);
        VectorDocument.Vectors vectors = VectorDocument.Vectors.of(reader);
        Bits live = reader.getLiveDocs();
        for (int document = 0; document < reader.maxDoc(); document++) {
          if (live == null || live.get(document)) {
            action.accept(values.vector(document, vectors));
          }
        }
      }
      return searcher;
    });
  }

  /** What is done with the last commit. */
  @FunctionalInterface
  private interface Reading<T> {
    T with(IndexSearcher searcher) throws IOException;
  }

  private <T> T withSearcher(Reading<T> reading) {
    try {
      IndexSearcher searcher = searchers.acquire();
      try {
        return reading.with(searcher);
      } finally {
        searchers.release(searcher);
      }
    } catch (IOException e) {
      throw unreadable(folder, e);
    } catch (UncheckedIOException e) {
      throw unreadable(folder, Objects.requireNonNull(e.getCause()));
    }
  }

  /** Merges all segments into one: a search then goes through one graph. */
  @Override
  public void optimize() {
    writer().commit();
    writer().merge();
    commit();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      IOUtils.close(searchers, writer, directory);
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }
}
