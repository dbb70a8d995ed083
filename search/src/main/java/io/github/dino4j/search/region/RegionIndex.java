package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Finds the images of an index that contain what a region of another shows. Beside the index of
 * images it keeps their patch features, quantised, in files that are mapped into memory, and
 * vectors pooled over windows of each image in an index of their own. A search takes from the
 * latter the images that come into question and compares all their patches with those of the
 * region.
 *
 * <p>The index of images is the truth: the metadata of each image say where its patches lie, and
 * its commit makes both visible at once. Patches are on the disk before it, and go after it; so
 * whenever a process ends, a reader sees patches of whole commits only.
 *
 * <p>Any number of threads may search; one at a time writes.
 */
public final class RegionIndex implements AutoCloseable {
  /**
   * The column of an image that says where its patches lie; whoever replaces its metadata alone
   * takes it over.
   */
  public static final String COLUMN = PatchPlace.COLUMN;

  private static final String FOLDER = "patches";
  private static final String POOLED = "pooled";
  private static final String UNCLEAN = "unclean";

  /** The column of a pooled region that names its image. */
  static final String IMAGE = "image";

  private final VectorIndex images;
  private final Path folder;
  private final PatchFiles files;
  private final VectorIndex pooled;
  private final boolean wasUnclean;

  /** Places that the next commit makes known, by id. */
  private final Map<String, PatchPlace> added = new HashMap<>();

  /** Whose pooled regions go after the next commit. */
  private final List<PatchPlace> obsolete = new ArrayList<>();

  private RegionIndex(VectorIndex images, Path folder, PatchFiles files, VectorIndex pooled) {
    this.images = images;
    this.folder = folder;
    this.files = files;
    this.pooled = pooled;
    wasUnclean = Files.exists(folder.resolve(UNCLEAN));
  }

  /** Whether the index in a folder keeps patches. */
  public static boolean liesIn(Path index) {
    return IndexFolder.holdsIndex(index.resolve(FOLDER).resolve(POOLED));
  }

  /**
   * Bytes that an image takes on the disk, at most: its patches and its pooled regions.
   *
   * @param rows patches from top to bottom
   * @param columns patches from left to right
   */
  public static long bytes(int rows, int columns, int dim) {
    return PatchFiles.bytes(rows * columns, dim)
        + (long) PooledRegions.most(rows, columns) * dim * Float.BYTES;
  }

  /**
   * Opens what an index keeps of patches, or makes it.
   *
   * @param index the folder of the index of images
   * @param images the index of images, opened for writing; stays the caller's
   * @param expected how many images there will be, or -1 where nobody knows
   * @return to be closed by the caller, before the index of images
   */
  public static RegionIndex openOrCreate(Path index, VectorIndex images, long expected) {
    return openOrCreate(index, images, expected, PatchFiles.FULL);
  }

  /**
   * @param full size at which a file of patches is not continued, in bytes
   */
  static RegionIndex openOrCreate(Path index, VectorIndex images, long expected, long full) {
    Path folder = index.resolve(FOLDER);
    long regions = expected < 0 ? -1 : Math.multiplyExact(expected, PooledRegions.USUAL);
    return open(
        folder,
        images,
        full,
        IndexFolder.openOrCreate(folder.resolve(POOLED), pooled(images.description()), regions));
  }

  /**
   * Opens what an index keeps of patches.
   *
   * @param index the folder of the index of images
   * @param access of the index of images
   * @param images the index of images; stays the caller's
   * @return to be closed by the caller, before the index of images
   * @throws DinoException if it keeps none, or they are damaged
   */
  public static RegionIndex open(Path index, Access access, VectorIndex images) {
    requireIn(index);
    Path folder = index.resolve(FOLDER);
    return open(
        folder,
        images,
        PatchFiles.FULL,
        IndexFolder.open(folder.resolve(POOLED), access, pooled(images.description())));
  }

  private static RegionIndex open(Path folder, VectorIndex images, long full, VectorIndex pooled) {
    PatchFiles files = new PatchFiles(folder, full);
    RegionIndex opened = new RegionIndex(images, folder, files, pooled);
    opened.map();
    return opened;
  }

  /**
   * Makes sure that the index in a folder keeps patches.
   *
   * @throws DinoException in one line that says what to do, if it does not
   */
  public static void requireIn(Path index) {
    if (!liesIn(index)) {
      throw none(index);
    }
  }

  /** The one line that says that an index keeps no patches, and what to do. */
  public static DinoException none(Path index) {
    return new DinoException(
        "%s keeps no patches, so no region can be searched: run index with --patches first"
            .formatted(PathText.text(index)));
  }

  private static IndexDescription pooled(IndexDescription images) {
    return new IndexDescription(
        images.dim(), images.model(), images.weights(), images.transform(), "pooled patches");
  }

  /**
   * Maps all files. One that is compacted away between a commit and its mapping is not missed, for
   * then there is a later commit.
   */
  private void map() {
    files.map();
    while (images.refresh()) {
      files.map();
    }
  }

  /** Turns to the last commit of whoever writes the index of images, as that does. */
  public boolean refresh() {
    boolean isNew = images.refresh();
    pooled.refresh();
    map();
    return isNew;
  }

  /** Whether patches of an image are kept. */
  public static boolean hasPatches(IndexedVector image) {
    return PatchPlace.of(image.metadata()).isPresent();
  }

  /**
   * Adds an image with its patches, or replaces both.
   *
   * @param image for the index of images
   * @param patches of the same image
   * @throws DinoException if either is of another size
   */
  public synchronized void add(IndexedVector image, PatchVectors patches) {
    images.description().requireFit(image);
    if (patches.dim() != pooled.description().dim()) {
      throw new DinoException(
          "patches of %s have %d values, those of the index %d"
              .formatted(image.id(), patches.dim(), pooled.description().dim()));
    }
    List<float[]> regions = PooledRegions.of(patches.unit());
    markUnclean();
    PatchPlace place = files.append(QuantizedPatches.of(patches), regions.size());
    images.find(image.id()).ifPresent(this::drop);
    Optional.ofNullable(added.put(image.id(), place)).ifPresent(obsolete::add);
    pooled.add(
        IntStream.range(0, regions.size())
            .mapToObj(i ->
                new IndexedVector(
                    place.region(i), regions.get(i), Map.of(IMAGE, (Object) image.id())))
            .toList());
    Map<String, Object> columns = new LinkedHashMap<>(image.metadata());
    columns.put(PatchPlace.COLUMN, place.text());
    images.add(List.of(new IndexedVector(image.id(), image.vector(), columns)));
  }

  private void drop(IndexedVector old) {
    PatchPlace.of(old.metadata()).ifPresent(obsolete::add);
  }

  /** Removes images with their patches. */
  public synchronized void delete(Collection<String> ids) {
    for (String id : ids) {
      markUnclean();
      images.find(id).ifPresent(this::drop);
      Optional.ofNullable(added.remove(id)).ifPresent(obsolete::add);
    }
    images.delete(ids);
  }

  /** Makes all changes of the index of images, with their patches, visible and durable. */
  public synchronized void commit() {
    files.force();
    if (!added.isEmpty()) {
      pooled.commit();
    }
    images.commit();
    added.clear();
    deleteRegions(obsolete);
    obsolete.clear();
  }

  private void deleteRegions(List<PatchPlace> places) {
    for (PatchPlace place : places) {
      pooled.delete(IntStream.range(0, place.regions()).mapToObj(place::region).toList());
    }
  }

  /** Whoever finds the mark knows that some pooled regions may be nobody's. */
  private void markUnclean() {
    Path mark = folder.resolve(UNCLEAN);
    try {
      if (!Files.exists(mark)) {
        Files.createFile(mark);
      }
    } catch (IOException e) {
      throw WholeFile.failed(mark, e);
    }
  }

  /**
   * Commits and wins back the space of patches that are nobody's any more: a file of which less
   * than half is alive is copied to the end of the others, and removed. Readers go on.
   */
  public synchronized void compact() {
    commit();
    Map<Integer, Long> alive = new HashMap<>();
    Set<String> keys = new HashSet<>();
    images.forEach(image ->
        PatchPlace.of(image.metadata())
            .ifPresent(place -> {
              alive.merge(place.file(), (long) place.length(), Long::sum);
              keys.add(place.key());
            }));
    if (wasUnclean) {
      // what a killed process left
      pooled.deleteIf(region -> !keys.contains(PatchPlace.keyOf(region.id())));
    }
    List<Integer> numbers = files.numbers();
    List<Integer> sparse = new ArrayList<>();
    for (int number : numbers.subList(0, Math.max(0, numbers.size() - 1))) {
      if (2 * alive.getOrDefault(number, 0L) < files.size(number)) {
        sparse.add(number);
      }
    }
    move(Set.copyOf(sparse));
    sparse.forEach(files::remove);
    pooled.commit();
    clean();
  }

  private void move(Set<Integer> sparse) {
    if (sparse.isEmpty()) {
      return;
    }
    images.forEach(image ->
        PatchPlace.of(image.metadata())
            .filter(place -> sparse.contains(place.file()))
            .ifPresent(place -> {
              Map<String, Object> columns = new LinkedHashMap<>(image.metadata());
              columns.put(PatchPlace.COLUMN, files.move(place).text());
              images.add(List.of(new IndexedVector(image.id(), image.vector(), columns)));
            }));
    files.force();
    images.commit();
  }

  private void clean() {
    try {
      Files.deleteIfExists(folder.resolve(UNCLEAN));
    } catch (IOException e) {
      throw new DinoException(PathText.text(folder) + ": " + IoReason.of(e), e);
    }
  }

  /** {@link #compact Compacts}, and spends time now to make later searches faster. */
  public void optimize() {
    compact();
    pooled.optimize();
  }

  /**
   * The images that most contain what was looked for.
   *
   * @param options how many images, and what their metadata must fulfil
   * @return in the order of their scores
   * @throws DinoException if the query is of another size
   */
  public List<RegionHit> search(RegionQuery query, SearchOptions options) {
    return search(query, options, RegionSearch.candidates(options.k()));
  }

  /**
   * The same with a choice of how many images are compared patch by patch: with more of them less
   * is missed, and a search takes longer.
   *
   * @param candidates at least as many as are asked for
   */
  public List<RegionHit> search(RegionQuery query, SearchOptions options, int candidates) {
    return new RegionSearch(images, pooled, files)
        .search(query, options, Math.max(candidates, options.k()));
  }

  /** How many regions are searched for candidates. */
  public long pooledSize() {
    return pooled.size();
  }

  @Override
  public void close() {
    pooled.close();
    files.close();
  }
}
