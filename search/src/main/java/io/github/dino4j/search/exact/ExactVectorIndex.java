package io.github.dino4j.search.exact;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.LockFile;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexLock;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An index that compares a query with every vector. It lies in one file, which each commit writes
 * anew, and in memory; right for up to some fifty thousand vectors.
 */
public final class ExactVectorIndex implements VectorIndex {
  private static final String NAME = "vectors.exact";

  private final Path file;
  private final @Nullable LockFile lock;

  /** What the next commit changes: a row, or none where an id is deleted. */
  private final NavigableMap<String, Optional<Row>> changes = new TreeMap<>();

  private volatile @Nullable Snapshot snapshot;

  private ExactVectorIndex(Path file, @Nullable LockFile lock, Snapshot snapshot) {
    this.file = file;
    this.lock = lock;
    this.snapshot = snapshot;
  }

  /** Whether an index of this kind lies in a folder. */
  public static boolean liesIn(Path folder) {
    return Files.exists(folder.resolve(NAME));
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param folder made where it is missing
   * @throws DinoException if it holds an index already, or cannot be written
   */
  public static ExactVectorIndex create(Path folder, IndexDescription description) {
    LockFile lock = IndexLock.take(folder);
    try {
      if (liesIn(folder)) {
        throw new DinoException("%s holds an index already".formatted(PathText.text(folder)));
      }
      Path file = folder.resolve(NAME);
      RowFile.write(file, new RowFile.Header(description, 0, 0), _ -> {});
      return new ExactVectorIndex(file, lock, Snapshot.read(file));
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Opens an index.
   *
   * @param features what will be added and compared
   * @throws DinoException if there is none, it is damaged, another process writes it, or it holds
   *     other features
   */
  public static ExactVectorIndex open(Path folder, Access access, IndexDescription features) {
    describe(folder).requireSame(PathText.text(folder), features);
    Path file = folder.resolve(NAME);
    LockFile lock = access == Access.WRITE ? IndexLock.take(folder) : null;
    try {
      return new ExactVectorIndex(file, lock, Snapshot.read(file));
    } catch (RuntimeException e) {
      if (lock != null) {
        lock.close();
      }
      throw e;
    }
  }

  /**
   * What the index in a folder holds.
   *
   * @throws DinoException if there is none, or it is damaged
   */
  public static IndexDescription describe(Path folder) {
    try (RowFile rows = RowFile.open(folder.resolve(NAME))) {
      return rows.header().description();
    }
  }

  /**
   * Deletes the index in a folder.
   *
   * @throws DinoException if it cannot be
   */
  public static void remove(Path folder) {
    Path file = folder.resolve(NAME);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  private Snapshot snapshot() {
    Snapshot current = snapshot;
    if (current == null) {
      throw new IllegalStateException("the index is closed");
    }
    return current;
  }

  @Override
  public IndexDescription description() {
    return snapshot().description();
  }

  @Override
  public long size() {
    return snapshot().size();
  }

  @Override
  public synchronized void add(List<IndexedVector> vectors) {
    requireWriting();
    vectors.forEach(description()::requireFit);
    vectors.forEach(added -> changes.put(added.id(), Optional.of(Row.of(added))));
  }

  @Override
  public synchronized void delete(Collection<String> ids) {
    requireWriting();
    ids.forEach(id -> changes.put(id, Optional.empty()));
  }

  private Snapshot requireWriting() {
    Snapshot current = snapshot();
    if (lock == null) {
      throw new IllegalStateException("the index was opened for reading");
    }
    return current;
  }

  @Override
  public synchronized void commit() {
    Snapshot last = requireWriting();
    if (changes.isEmpty()) {
      return;
    }
    int size = last.size();
    for (Map.Entry<String, Optional<Row>> change : changes.entrySet()) {
      size += change.getValue().isPresent() ? 1 : 0;
      size -= last.place(change.getKey()) >= 0 ? 1 : 0;
    }
    RowFile.Header header =
        new RowFile.Header(last.description(), last.header().commit() + 1, size);
    RowFile.write(file, header, this::writeChanged);
    changes.clear();
    snapshot = Snapshot.read(file);
  }

  /** The rows of the last commit with the changes among them. */
  private void writeChanged(DataOutputStream out) throws IOException {
    NavigableMap<String, Optional<Row>> left = new TreeMap<>(changes);
    try (RowFile rows = RowFile.open(file)) {
      while (rows.hasNext()) {
        Row row = rows.next();
        writeAll(left.headMap(row.id()).values(), out);
        left.headMap(row.id()).clear();
        write(left.getOrDefault(row.id(), Optional.of(row)), out);
        left.remove(row.id());
      }
    }
    writeAll(left.values(), out);
  }

  private static void writeAll(Collection<Optional<Row>> rows, DataOutputStream out)
      throws IOException {
    for (Optional<Row> row : rows) {
      write(row, out);
    }
  }

  private static void write(Optional<Row> row, DataOutputStream out) throws IOException {
    if (row.isPresent()) {
      row.get().write(out);
    }
  }

  @Override
  public synchronized boolean refresh() {
    Snapshot current = snapshot();
    if (!Files.exists(file)) {
      throw new DinoException(
          "%s holds no exact index any more: open it again"
              .formatted(PathText.text(file.resolveSibling(""))));
    }
    try (RowFile rows = RowFile.open(file)) {
      if (rows.header().commit() == current.header().commit()) {
        return false;
      }
    }
    snapshot = Snapshot.read(file);
    return true;
  }

  @Override
  public List<List<Hit>> search(float[] queries, SearchOptions options) {
    Snapshot current = snapshot();
    current.description().requireQueries(queries);
    return current.search(queries, options);
  }

  @Override
  public Optional<IndexedVector> find(String id) {
    Snapshot current = snapshot();
    int place = current.place(id);
    return place < 0 ? Optional.empty() : Optional.of(current.vector(place));
  }

  @Override
  public void forEach(Consumer<IndexedVector> action) {
    Snapshot current = snapshot();
    for (int i = 0; i < current.size(); i++) {
      action.accept(current.vector(i));
    }
  }

  /** Commits: there is nothing to gain. */
  @Override
  public void optimize() {
    commit();
  }

  @Override
  public synchronized void close() {
    if (snapshot != null && lock != null) {
      lock.close();
    }
    snapshot = null;
    changes.clear();
  }
}
