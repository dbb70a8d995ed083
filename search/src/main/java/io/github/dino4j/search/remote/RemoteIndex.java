package io.github.dino4j.search.remote;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An index on a server, which many machines search and one at a time writes.
 *
 * <p>A commit is one small record on the server. What is added before goes there in parts, as
 * versions that nobody sees until then; if the process ends in the middle, the next writer removes
 * them. What a commit replaced can be read for {@link #KEPT} more: a reader that has not been
 * refreshed for longer turns to the last commit by itself.
 *
 * <p>After a change or a commit that failed the last commit stands, what came after it is lost, and
 * the index has to be opened again to be changed.
 */
public final class RemoteIndex implements VectorIndex {
  /** How long readers see what a commit has replaced. */
  public static final Duration KEPT = Duration.ofMinutes(10);

  /** Changes that are held back to be sent together: floats of their vectors. */
  private static final long STAGED_FLOATS = 1 << 20;

  /** Changes that are held back to be sent together, of vectors of any size. */
  private static final int STAGED = 5_000;

  /** Indexes that this process writes. */
  private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

  private final RemoteStore store;
  private final IndexDescription description;
  private final Access access;
  private final Map<String, Optional<IndexedVector>> staged = new LinkedHashMap<>();
  private Commit commit;
  private boolean changed;
  private boolean failed;
  private volatile Snapshot snapshot;
  private volatile boolean closed;

  private RemoteIndex(RemoteStore store, IndexDescription description, Access access) {
    this.store = store;
    this.description = description;
    this.access = access;
    long now = System.nanoTime();
    commit = store.lastCommit();
    snapshot = Snapshot.of(commit, store.count(commit.generation()), now);
  }

  /** Whether there is an index at a URL. */
  public static boolean exists(String url) {
    try (RemoteStore store = IndexServer.storeOf(url)) {
      return store.description().isPresent();
    }
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param url names the server and the index
   * @throws DinoException if there is one already, or the server refuses
   */
  public static RemoteIndex create(String url, IndexDescription description) {
    return create(IndexServer.storeOf(url), description, KEPT);
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param store closed with the index, and where that cannot be made
   * @param kept how long what a commit replaced can still be read
   * @throws DinoException if there is one already, or the server refuses
   */
  public static RemoteIndex create(RemoteStore store, IndexDescription description, Duration kept) {
    return closingOnFailure(
        store,
        () -> {
          if (store.description().isPresent()) {
            throw new DinoException(store.name() + " holds an index already");
          }
          store.create(description, Commit.first(kept));
          return writing(store, description);
        });
  }

  /**
   * Opens an index.
   *
   * @param features what will be added and compared
   * @throws DinoException if there is none, another process writes it, it holds other features, or
   *     the server refuses
   */
  public static RemoteIndex open(String url, Access access, IndexDescription features) {
    return open(IndexServer.storeOf(url), access, features);
  }

  /**
   * Opens an index.
   *
   * @param store closed with the index, and where that cannot be opened
   * @throws DinoException as above
   */
  public static RemoteIndex open(RemoteStore store, Access access, IndexDescription features) {
    return closingOnFailure(
        store,
        () -> {
          IndexDescription description = describe(store);
          description.requireSame(store.name(), features);
          return access == Access.WRITE
              ? writing(store, description)
              : new RemoteIndex(store, description, access);
        });
  }

  private static RemoteIndex writing(RemoteStore store, IndexDescription description) {
    if (!WRITTEN.add(store.name())) {
      throw new DinoException(
          store.name() + " is being written by this very process: wait until that has ended");
    }
    try {
      store.lock();
      return new RemoteIndex(store, description, Access.WRITE);
    } catch (RuntimeException e) {
      WRITTEN.remove(store.name());
      throw e;
    }
  }

  /**
   * What the index at a URL holds.
   *
   * @throws DinoException if there is none, or the server refuses
   */
  public static IndexDescription describe(String url) {
    try (RemoteStore store = IndexServer.storeOf(url)) {
      return describe(store);
    }
  }

  private static IndexDescription describe(RemoteStore store) {
    return store
        .description()
        .orElseThrow(() -> new DinoException(store.name() + " holds no index"));
  }

  private interface Opening {
    RemoteIndex open();
  }

  private static RemoteIndex closingOnFailure(RemoteStore store, Opening opening) {
    try {
      return opening.open();
    } catch (RuntimeException e) {
      try {
        store.close();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  @Override
  public IndexDescription description() {
    return description;
  }

  @Override
  public long size() {
    return current().size();
  }

  // Changes.

  @Override
  public synchronized void add(List<IndexedVector> vectors) {
    requireWriting();
    vectors.forEach(description::requireFit);
    for (IndexedVector added : vectors) {
      float[] unit = UnitVectors.of(added.vector(), description.dim());
      stage(added.id(), Optional.of(new IndexedVector(added.id(), unit, added.metadata())));
    }
  }

  @Override
  public synchronized void delete(Collection<String> ids) {
    requireWriting();
    ids.forEach(id -> stage(id, Optional.empty()));
  }

  private void stage(String id, Optional<IndexedVector> change) {
    staged.put(id, change);
    changed = true;
    if (staged.size() >= STAGED || staged.size() * (long) description.dim() >= STAGED_FLOATS) {
      send();
    }
  }

  private void send() {
    if (staged.isEmpty()) {
      return;
    }
    orFail(() -> store.stage(commit.generation() + 1, staged));
    staged.clear();
  }

  @Override
  public synchronized void commit() {
    requireWriting();
    if (!changed) {
      return;
    }
    send();
    Commit next = commit.next(System.currentTimeMillis());
    long now = System.nanoTime();
    orFail(() -> store.publish(next));
    long dropped = commit.oldest();
    commit = next;
    changed = false;
    snapshot = Snapshot.of(next, store.count(next.generation()), now);
    if (next.oldest() > dropped) {
      purge(next.oldest());
    }
  }

  private void purge(long oldest) {
    try {
      store.purge(oldest);
    } catch (DinoException _) {
      // The commit is made; what should have gone takes room until the next time.
    }
  }

  private void orFail(Runnable change) {
    try {
      change.run();
    } catch (RuntimeException e) {
      failed = true;
      throw e instanceof DinoException
          ? new DinoException(e.getMessage() + "; its last commit stands", e)
          : e;
    }
  }

  private void requireWriting() {
    requireOpen();
    if (access != Access.WRITE) {
      throw new IllegalStateException("the index was opened for reading");
    }
    if (failed) {
      throw new DinoException(
          store.name() + ": a change failed, so that nothing more can be written: open it again");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the index is closed");
    }
  }

  @Override
  public synchronized void optimize() {
    requireWriting();
    commit();
    store.optimize();
  }

  // What is seen.

  private Snapshot current() {
    requireOpen();
    Snapshot seen = snapshot;
    if (access == Access.WRITE || seen.isSafe()) {
      return seen;
    }
    refresh();
    return snapshot;
  }

  @Override
  public synchronized boolean refresh() {
    requireOpen();
    if (access == Access.WRITE) {
      return false; // what it commits it sees
    }
    long now = System.nanoTime();
    Commit last = store.lastCommit();
    Snapshot seen = snapshot;
    boolean isNew = last.generation() != seen.generation();
    snapshot = Snapshot.of(last, isNew ? store.count(last.generation()) : seen.size(), now);
    return isNew;
  }

  @Override
  public List<List<Hit>> search(float[] queries, SearchOptions options) {
    Snapshot seen = current();
    int dim = description.dim();
    int count = description.requireQueries(queries);
    float[] unit = UnitVectors.of(queries, dim);
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[dim];
      System.arraycopy(unit, i * dim, vector, 0, dim);
      vectors.add(vector);
    }
    if (count == 0 || seen.size() == 0) {
      return vectors.stream().map(_ -> List.<Hit>of()).toList();
    }
    int k = (int) Math.min(options.k(), seen.size());
    return store
        .search(new RemoteStore.Query(vectors, k, options.filter(), seen.generation()))
        .stream()
        .map(hits -> hits.stream().sorted(Hit.ORDER).limit(k).toList())
        .toList();
  }

  @Override
  public Optional<IndexedVector> find(String id) {
    Snapshot seen = current();
    return seen.size() == 0 ? Optional.empty() : store.find(id, seen.generation());
  }

  /**
   * {@inheritDoc}
   *
   * @throws DinoException if others commit meanwhile and it takes so long that the server has
   *     dropped what they replaced
   */
  @Override
  public void forEach(Consumer<IndexedVector> action) {
    Snapshot seen = current();
    store.forEach(
        seen.generation(),
        some -> {
          if (access == Access.READ && !seen.isSafe()) {
            requireReadable(seen);
          }
          some.forEach(action);
        });
  }

  private void requireReadable(Snapshot seen) {
    if (store.lastCommit().oldest() > seen.generation()) {
      throw new DinoException(store.name() + " was changed while it was read: read it again");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      staged.clear();
      try {
        store.close();
      } finally {
        if (access == Access.WRITE) {
          WRITTEN.remove(store.name());
        }
      }
    }
  }
}
