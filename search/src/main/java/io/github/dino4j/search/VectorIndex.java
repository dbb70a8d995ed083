package io.github.dino4j.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Vectors by id that can be searched by similarity: the cosine.
 *
 * <p>Changes are seen by nobody, searches of this very object included, until {@link #commit}: then
 * all are seen at once. What is committed survives the end of the process, however it ends; what is
 * not is gone with it. One process at a time writes, any number of them read; a reader sees the
 * commit that was the last one when it opened or {@linkplain #refresh refreshed}. An index on a
 * server keeps that commit for some time only: see {@link
 * io.github.dino4j.search.remote.RemoteIndex}.
 *
 * <p>Any number of threads may use one index. Changes of several threads follow one another in some
 * order. Methods that change throw an {@link IllegalStateException} if it was opened for reading.
 *
 * @see Hit#ORDER the order of results
 */
public interface VectorIndex extends AutoCloseable {
  /** What the vectors are. */
  IndexDescription description();

  /** Number of vectors. */
  long size();

  /**
   * Adds vectors, or replaces those of the same ids together with their metadata. All are checked
   * before the first is added.
   *
   * @param vectors may hold an id twice: the last one counts
   * @throws io.github.dino4j.DinoException if one is of another size
   */
  void add(List<IndexedVector> vectors);

  /** Removes vectors; ids that are not there are passed over. */
  void delete(Collection<String> ids);

  /**
   * Removes the vectors that a condition holds for. What was changed before is committed first,
   * since an index goes through what is committed alone; what is removed waits for {@link #commit}.
   */
  default void deleteIf(Predicate<IndexedVector> condition) {
    commit();
    List<String> ids = new ArrayList<>();
    forEach(vector -> {
      if (condition.test(vector)) {
        ids.add(vector.id());
      }
    });
    delete(ids);
  }

  /**
   * Makes all changes visible and durable.
   *
   * @throws io.github.dino4j.DinoException if they cannot be written; the last commit stands
   */
  void commit();

  /**
   * Turns to the last commit of whoever writes the index.
   *
   * @return whether there was a new one
   */
  boolean refresh();

  /**
   * Finds the vectors that are most like each query. A vector of zeros, on either side, has the
   * cosine 0 with everything.
   *
   * @param queries {@code [n, dim]} of any length: a batch takes less time than single ones
   * @return for each query in turn up to k hits in their {@linkplain Hit#ORDER order}
   * @throws io.github.dino4j.DinoException if queries are of another size or not finite
   */
  List<List<Hit>> search(float[] queries, SearchOptions options);

  /** The vector of an id, scaled to length 1. */
  Optional<IndexedVector> find(String id);

  /** Goes through all vectors, scaled to length 1, in no particular order. */
  void forEach(Consumer<IndexedVector> action);

  /**
   * Commits, and spends time now to make later searches faster, where the kind of index can. Other
   * threads and processes search meanwhile.
   */
  void optimize();

  /** Lets go of it; what was not committed is lost. */
  @Override
  void close();
}
