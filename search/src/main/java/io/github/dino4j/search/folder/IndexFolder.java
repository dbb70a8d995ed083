package io.github.dino4j.search.folder;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.exact.ExactVectorIndex;
import io.github.dino4j.search.lucene.GraphOptions;
import io.github.dino4j.search.lucene.LuceneIndex;
import io.github.dino4j.search.remote.IndexServer;
import io.github.dino4j.search.remote.RemoteIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Indexes in folders: the right kind for a number of vectors, and whichever lies in one. A folder
 * may also stand for an index on a server: then all it holds is a small file that says where.
 */
public final class IndexFolder {
  /** Up to here comparing all vectors is fast enough, and finds the true neighbours. */
  public static final long EXACT_VECTORS = 50_000;

  private static final int COPIED_AT_ONCE = 1_000;

  /** The kinds of indexes. */
  public enum Kind {
    /** An {@link ExactVectorIndex}. */
    EXACT,
    /** A {@link LuceneIndex}. */
    LUCENE,
    /** A {@link RemoteIndex}. */
    REMOTE;

    /** What fits a number of vectors, in a folder. */
    public static Kind of(long vectors) {
      return vectors <= EXACT_VECTORS ? EXACT : LUCENE;
    }
  }

  private static final String LINK = "index.json"; // what begins with index. is ours
  private static final String URL = "index";

  private IndexFolder() {}

  /**
   * Has a folder stand for an index on a server. Whoever makes or opens the index in the folder
   * then does so there.
   *
   * @param folder made where it is missing
   * @param url of the index, of a kind that an {@link IndexServer} knows
   * @throws DinoException if it is no such URL, or the folder holds an index or stands for another
   */
  public static void link(Path folder, String url) {
    IndexServer.storeOf(url).close();
    Optional<String> linked = link(folder);
    if (linked.isPresent() && !linked.get().equals(url)) {
      throw new DinoException(
          "%s stands for %s: name a new folder".formatted(PathText.text(folder), linked.get()));
    }
    if (ExactVectorIndex.liesIn(folder) || LuceneIndex.liesIn(folder)) {
      throw new DinoException(
          "%s holds an index itself: name a new folder".formatted(PathText.text(folder)));
    }
    if (linked.isEmpty()) {
      Path file = folder.resolve(LINK);
      try {
        Files.createDirectories(folder);
      } catch (IOException e) {
        throw WholeFile.failed(file, e);
      }
      WholeFile.writeText(file, Json.pretty(Map.of(URL, url)));
    }
  }

  /**
   * The URL of the index that a folder stands for; empty where it lies in the folder, or there is
   * none.
   *
   * @throws DinoException if the file that says so is damaged
   */
  public static Optional<String> link(Path folder) {
    Path file = folder.resolve(LINK);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Json.object(Files.readAllBytes(file)).get(URL) instanceof String url) {
        return Optional.of(url);
      }
      throw new DinoException("names no index");
    } catch (IOException e) {
      throw new DinoException("%s: %s".formatted(PathText.text(file), IoReason.of(e)), e);
    } catch (DinoException e) {
      throw new DinoException("%s %s".formatted(PathText.text(file), e.getMessage()), e);
    }
  }

  private static String url(Path folder) {
    return link(folder)
        .orElseThrow(() -> new DinoException(PathText.text(folder) + " holds no index"));
  }

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
    url(folder);
    return Kind.REMOTE;
  }

  /**
   * Whether there is an index in a folder, or where it stands for.
   *
   * @throws DinoException if a server has to be asked and does not answer
   */
  public static boolean holdsIndex(Path folder) {
    return ExactVectorIndex.liesIn(folder)
        || LuceneIndex.liesIn(folder)
        || link(folder).filter(RemoteIndex::exists).isPresent();
  }

  /**
   * Makes an empty index and opens it for writing.
   *
   * @param folder made where it is missing
   * @param kind for example {@link Kind#of} the vectors that are expected; a folder that is
   *     {@linkplain #link linked} gets the kind that it stands for
   * @return to be closed by the caller
   * @throws DinoException if it holds an index already, or cannot be written
   */
  public static VectorIndex create(Path folder, IndexDescription description, Kind kind) {
    if (holdsIndex(folder)) {
      throw new DinoException("%s holds an index already".formatted(PathText.text(folder)));
    }
    return switch (link(folder).isPresent() ? Kind.REMOTE : kind) {
      case EXACT -> ExactVectorIndex.create(folder, description);
      case LUCENE -> LuceneIndex.create(folder, description, GraphOptions.DEFAULT);
      case REMOTE -> RemoteIndex.create(url(folder), description);
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
      case REMOTE -> RemoteIndex.open(url(folder), access, features);
    };
  }

  /**
   * Opens the index in a folder for writing, or makes an empty one. An exact one that has, or will
   * have, too many vectors for its kind {@linkplain #turnIntoGraph gets a graph} first.
   *
   * @param folder made where it is missing
   * @param expected how many vectors there will be, or -1 where nobody knows
   * @return to be closed by the caller
   * @throws DinoException if it cannot be written, is damaged, another process writes it, or it
   *     holds other features
   */
  public static VectorIndex openOrCreate(Path folder, IndexDescription description, long expected) {
    if (!holdsIndex(folder)) {
      return create(folder, description, Kind.of(expected < 0 ? Long.MAX_VALUE : expected));
    }
    VectorIndex index = open(folder, Access.WRITE, description);
    if (kind(folder) != Kind.EXACT || Kind.of(Math.max(index.size(), expected)) == Kind.EXACT) {
      return index;
    }
    index.close();
    return turnIntoGraph(folder);
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
      case REMOTE -> RemoteIndex.describe(url(folder));
    };
  }
}
