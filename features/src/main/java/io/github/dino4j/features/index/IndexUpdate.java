package io.github.dino4j.features.index;

import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.data.collection.ImagesByPath;
import io.github.dino4j.data.record.Reject;
import io.github.dino4j.data.record.RejectsFile;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.region.PatchVectors;
import io.github.dino4j.search.region.RegionIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run that brings an index to the state of its inputs. It commits now and then, so that a run
 * that was killed has little to do again. {@link #known} may be called by any thread, all else
 * belongs to one.
 */
final class IndexUpdate implements AutoCloseable {
  /** Commits take at most a twentieth of the time. */
  private static final int COMMIT_SHARE = 20;

  private static final long SHORTEST = Duration.ofSeconds(10).toNanos();
  private static final int DELETED_AT_ONCE = 1_000;

  private final Path folder;
  private final VectorIndex index;
  private final @Nullable RegionIndex regions;
  private final SeenIds seen = new SeenIds();
  private final List<Reject> rejects = new ArrayList<>();
  private long added;
  private long replaced;
  private long unchanged;
  private long nextCommit = System.nanoTime() + SHORTEST;

  private IndexUpdate(Path folder, VectorIndex index, @Nullable RegionIndex regions) {
    this.folder = folder;
    this.index = index;
    this.regions = regions;
  }

  /**
   * Opens an index for writing, or makes one.
   *
   * @param expected how many images the run has, or -1 where nobody knows
   */
  static IndexUpdate open(Path folder, IndexDescription description, long expected) {
    return new IndexUpdate(folder, IndexFolder.openOrCreate(folder, description, expected), null);
  }

  /** The same, of an index that keeps patches from now on. */
  static IndexUpdate openWithPatches(Path folder, IndexDescription description, long expected) {
    VectorIndex images = IndexFolder.openOrCreate(folder, description, expected);
    try {
      return new IndexUpdate(folder, images, RegionIndex.openOrCreate(folder, images, expected));
    } catch (RuntimeException e) {
      images.close();
      throw e;
    }
  }

  boolean keepsPatches() {
    return regions != null;
  }

  /** What the last commit says of an id. */
  Optional<IndexedVector> known(String id) {
    return index.find(id);
  }

  /** Takes an id for an image of this run; false where another one has it. */
  boolean claim(String id) {
    return seen.add(id);
  }

  /** Images of this run so far. */
  long done() {
    return added + replaced + unchanged + rejects.size();
  }

  void keep() {
    unchanged++;
  }

  /** Adds a vector, or replaces an older one. */
  void put(IndexedVector vector, boolean isReplacement) {
    index.add(List.of(vector));
    count(isReplacement);
  }

  /**
   * The same of an image with its patches.
   *
   * @throws IllegalStateException if the index keeps none
   */
  void put(IndexedVector vector, PatchVectors patches, boolean isReplacement) {
    if (regions == null) {
      throw new IllegalStateException("the index keeps no patches");
    }
    regions.add(vector, patches);
    count(isReplacement);
  }

  private void count(boolean isReplacement) {
    added += isReplacement ? 0 : 1;
    replaced += isReplacement ? 1 : 0;
    if (System.nanoTime() >= nextCommit) {
      commit();
    }
  }

  private void commit() {
    long start = System.nanoTime();
    if (regions == null) {
      index.commit();
    } else {
      regions.commit();
    }
    long end = System.nanoTime();
    nextCommit = end + Math.max(SHORTEST, COMMIT_SHARE * (end - start));
  }

  void reject(Reject reject) {
    rejects.add(reject);
  }

  /**
   * Forgets what came from these inputs and was not seen in this run, and commits.
   *
   * @return what the run came to
   */
  IndexOutcome finish(Set<String> inputs) {
    long forgotten = forget(inputs);
    commit();
    if (2 * (added + replaced) > index.size()) {
      index.optimize();
      if (regions != null) {
        regions.optimize();
      }
    } else if (regions != null && added + replaced + forgotten > 0) {
      regions.compact();
    }
    Path list = rejectsOf(folder);
    if (rejects.isEmpty()) {
      remove(list);
    } else {
      RejectsFile.write(list, rejects.iterator());
    }
    return new IndexOutcome(
        IndexFolder.kind(folder),
        index.size(),
        added,
        replaced,
        unchanged,
        forgotten,
        rejects.size(),
        list);
  }

  /** Where the rejects of an index are listed. */
  static Path rejectsOf(Path folder) {
    return PathText.beside(folder.toAbsolutePath().normalize(), "", ".rejects.csv");
  }

  private long forget(Set<String> inputs) {
    Set<String> unlisted = new HashSet<>();
    rejects.forEach(reject -> unlisted.add(ImagesByPath.absolute(reject.path())));
    List<String> gone = new ArrayList<>();
    long[] forgotten = new long[1];
    index.forEach(vector -> {
      if (inputs.contains(ImageColumns.input(vector.metadata()))
          && !seen.contains(vector.id())
          && !liesBelow(unlisted, ImageColumns.path(vector.metadata()))) {
        gone.add(vector.id());
        if (gone.size() == DELETED_AT_ONCE) {
          delete(gone);
          forgotten[0] += gone.size();
          gone.clear();
        }
      }
    });
    delete(gone);
    return forgotten[0] + gone.size();
  }

  private void delete(List<String> ids) {
    if (regions == null) {
      index.delete(ids);
    } else {
      regions.delete(ids);
    }
  }

  /** A folder or a shard that could not be read to its end has not lost what it holds. */
  private static boolean liesBelow(Set<String> unlisted, String path) {
    Path above = PathText.path(path).getParent();
    while (!unlisted.isEmpty() && above != null) {
      if (unlisted.contains(PathText.text(above))) {
        return true;
      }
      above = above.getParent();
    }
    return false;
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw WholeFile.failed(file, e);
    }
  }

  @Override
  public void close() {
    if (regions != null) {
      regions.close();
    }
    index.close();
  }
}
