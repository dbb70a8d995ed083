package io.github.dino4j.search.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.PathText;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.exact.ExactVectorIndex;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Indexes in folders: the right kind for a number of vectors, and whichever lies in one. */
public final class IndexFolder {
  /** Up to here comparing all vectors is fast enough, and finds the true neighbours. */
  public static final long EXACT_VECTORS = 50_000;

  private static final int COPIED_AT_ONCE = 1_000;

  /** The kinds of indexes. */
  public enum Kind {
    /** An {@link ExactVectorIndex}. */
    EXACT,
    /** A {@link LuceneIndex}. */
    LUCENE;

    /** What fits a number of vectors. */
    public static Kind of(long vectors) {
      return vectors <= EXACT_VECTORS ? EXACT : LUCENE;
    }
  }

  private IndexFolder() {}

  /**
   * The kind of index that lies in a folder. Beside an exact one there may be a graph that is not
   * whole yet.
   *
   * @throws DinoException if there is none
   */
  public static Kind kind(Path folder) {
    if (ExactVectorIndex.liesIn(folder)) {
      return Kind.EXACT;
    }
    if (LuceneIndex.liesIn(folder)) {
      return Kind.LUCENE;
    }
    throw new DinoException("%s holds no index".formatted(PathText.text(folder)));
  }

  /** Whether there is an index in a folder. */
  public static boolean holdsIndex(Path folder) {
    return ExactVectorIndex.liesIn(folder) || LuceneIndex.liesIn(folder);
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param folder made where it is missing
   * @param kind for example {@link Kind#of} the vectors that are expected
   * @return to be closed by the caller
   * @throws DinoException if it holds an index already, or cannot be written
   */
  public static VectorIndex create(Path folder, IndexDescription description, Kind kind) {
    if (holdsIndex(folder)) {
      throw new DinoException("%s holds an index already".formatted(PathText.text(folder)));
    }
    return switch (kind) {
      case EXACT -> ExactVectorIndex.create(folder, description);
      case LUCENE -> LuceneIndex.create(folder, description, GraphOptions.DEFAULT);
    };
  }

  /**
   * Opens the index in a folder.
   *
   * @param features what will be added and compared
   * @return to be closed by the caller
   * @throws DinoException if there is none, it is damaged, another process writes it, or it holds
   *     other features
   */
  public static VectorIndex open(Path folder, Access access, IndexDescription features) {
    return switch (kind(folder)) {
      case EXACT -> ExactVectorIndex.open(folder, access, features);
      case LUCENE -> LuceneIndex.open(folder, access, features);
    };
  }

  /**
   * Turns an exact index into one by a graph, in the same folder. The exact one counts until the
   * graph is whole: a process that ends before leaves it as it was. Indexes that are open for
   * reading stay as they are until they are refreshed.
   *
   * @return the graph, open for writing, to be closed by the caller
   * @throws DinoException if there is no exact index, another process writes it, or the graph
   *     cannot be written
   */
  public static VectorIndex turnIntoGraph(Path folder) {
    LuceneIndex graph =
        LuceneIndex.createAnew(folder, ExactVectorIndex.describe(folder), GraphOptions.DEFAULT);
    try {
      copyExact(folder, graph);
      graph.optimize();
      ExactVectorIndex.remove(folder);
      return graph;
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  private static void copyExact(Path folder, VectorIndex graph) {
    List<IndexedVector> some = new ArrayList<>();
    try (VectorIndex exact =
        ExactVectorIndex.open(folder, Access.READ, ExactVectorIndex.describe(folder))) {
      exact.forEach(vector -> {
        some.add(vector);
        if (some.size() == COPIED_AT_ONCE) {
          graph.add(some);
          some.clear();
        }
      });
    }
    graph.add(some);
  }

  /**
   * What the index in a folder holds: whoever searches it makes features like these.
   *
   * @throws DinoException if there is none, or it is damaged
   */
  public static IndexDescription describe(Path folder) {
    return switch (kind(folder)) {
      case EXACT -> ExactVectorIndex.describe(folder);
      case LUCENE -> LuceneIndex.describe(folder);
    };
  }
}
