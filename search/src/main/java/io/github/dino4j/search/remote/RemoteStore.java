package io.github.dino4j.search.remote;

import io.github.dino4j.DinoException;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.filter.Filter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a server does for a {@link RemoteIndex}. It keeps versions of vectors: each has the
 * generation that added it and, once it was replaced or deleted, the one that removed it. A version
 * is seen in a generation if it was added by then and not removed by then, so that nobody sees what
 * is written for the next generation, and a reader of an earlier one sees no change.
 *
 * <p>All vectors are of length 1, or zero. Methods throw a {@link DinoException} of one line where
 * the server is not there, does not answer in time or refuses; what only reads is tried again
 * before. Those that read may be called by several threads at once.
 */
public interface RemoteStore extends AutoCloseable {
  /** Where the index is, for messages; no password is in it. */
  String name();

  /**
   * What the index holds; empty where there is none.
   *
   * @throws DinoException if something else has its place
   */
  Optional<IndexDescription> description();

  /** Makes an empty index with this commit. */
  void create(IndexDescription description, Commit first);

  Commit lastCommit();

  /**
   * Takes the right to write, which goes with {@link #close} or with the process, and removes what
   * was staged for a commit that never came.
   *
   * @throws DinoException if another has it
   */
  void lock();

  /**
   * Writes versions that the next commit makes visible. May be called several times for one
   * generation; the last word on an id counts.
   *
   * @param generation the next one
   * @param changes by id: a vector, or none where the id is deleted
   */
  void stage(long generation, Map<String, Optional<IndexedVector>> changes);

  /** Makes what was staged visible and durable, all at once. */
  void publish(Commit next);

  /** Drops versions that were removed by this generation. */
  void purge(long oldest);

  /** Spends time to make searches faster; others search meanwhile. */
  void optimize();

  /** Number of vectors in a generation. */
  long count(long generation);

  /**
   * What is searched for.
   *
   * @param vectors {@code [n][dim]} of length 1, or zero
   * @param k how many for each
   * @param filter null for all
   * @param generation in which
   */
  record Query(List<float[]> vectors, int k, @Nullable Filter filter, long generation) {}

  /**
   * Finds the nearest vectors by their inner product.
   *
   * @return for each query at least the first k in the order of {@link Hit#ORDER}, as far as there
   *     are as many, with scores computed from float32
   */
  List<List<Hit>> search(Query query);

  Optional<IndexedVector> find(String id, long generation);

  /** Goes through all vectors of a generation, some at a time. */
  void forEach(long generation, Consumer<List<IndexedVector>> action);

  /** Lets go of connections and of the right to write. */
  @Override
  void close();
}
