package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.SimilarityMap;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import io.github.dino4j.search.region.PatchBox;
import io.github.dino4j.search.region.RegionHit;
import io.github.dino4j.search.region.RegionIndex;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds images of an index that look like others, or contain what a region of another shows.
 *
 * <pre>{@code
 * try (ImageSearch search = ImageSearch.open(Path.of("photos.index"))) {
 *   List<Hit> hits = search.nearest(Path.of("shirt.jpg"), 10);
 *   List<RegionMatch> found =
 *       search.nearest(Path.of("street.jpg"), ImageRegion.of(new Box(40, 80, 120, 90)), 10);
 * }
 * }</pre>
 *
 * <p>Safe for use by several threads. Sees the index as it was when it was opened, or {@linkplain
 * VectorIndex#refresh refreshed}.
 */
public final class ImageSearch implements AutoCloseable {
  /** What images that are not wanted weigh beside those that are. */
  private static final float UNLIKE = 0.5f;

  private final FeatureExtractor extractor;
  private final Path folder;
  private final VectorIndex index;
  private final @Nullable RegionIndex regions; // null where the index keeps no patches

  private ImageSearch(
      FeatureExtractor extractor, Path folder, VectorIndex index, @Nullable RegionIndex regions) {
    this.extractor = extractor;
    this.folder = folder;
    this.index = index;
    this.regions = regions;
  }

  /**
   * Opens an index and loads the model that it was made with.
   *
   * @param folder of the index
   * @throws DinoException if there is none, or its model cannot be loaded or is another one by now
   */
  public static ImageSearch open(Path folder) {
    IndexDescription description = IndexFolder.describe(folder);
    EvalTransform transform = transform(description);
    return of(
        FeatureExtractor.load(description.model(), ExtractorOptions.standard().with(transform)),
        folder);
  }

  /**
   * Opens an index for a model that is loaded.
   *
   * @param extractor closed with the search, and where that cannot be opened
   * @param folder of the index
   * @throws DinoException if there is none, or it is of another model or transform
   */
  public static ImageSearch of(FeatureExtractor extractor, Path folder) {
    VectorIndex index = null;
    try {
      IndexDescription queries = description(extractor, folder);
      index = IndexFolder.open(folder, Access.READ, queries);
      RegionIndex regions =
          RegionIndex.liesIn(folder) ? RegionIndex.open(folder, Access.READ, index) : null;
      return new ImageSearch(extractor, folder, index, regions);
    } catch (RuntimeException e) {
      if (index != null) {
        index.close();
      }
      extractor.close();
      throw e;
    }
  }

  /**
   * What an index of an extractor's features holds: {@link IndexFolder} makes and opens it with
   * this.
   *
   * @param folder of the index, which may not be there yet
   */
  public static IndexDescription description(FeatureExtractor extractor, Path folder) {
    return VectorOrigin.of(extractor, folder);
  }

  /**
   * What the images of an index were brought to.
   *
   * @throws DinoException if it is no transform of this version
   */
  public static EvalTransform transform(IndexDescription description) {
    return EvalTransform.parse(description.transform());
  }

  public VectorIndex index() {
    return index;
  }

  public FeatureExtractor extractor() {
    return extractor;
  }

  /**
   * The k images that look most like one.
   *
   * @throws io.github.dino4j.image.UnreadableImageException if it is no image that can be read
   */
  public List<Hit> nearest(Path image, int k) {
    return index.search(extractor.embed(image), SearchOptions.nearest(k)).getFirst();
  }

  /**
   * Images that look like all of some, and not like others.
   *
   * @param like features of images, {@code [dim]} each, of any length; at least one
   * @param unlike of others, or none
   */
  public List<Hit> search(List<float[]> like, List<float[]> unlike, SearchOptions options) {
    return index.search(combined(like, unlike), options).getFirst();
  }

  /**
   * Makes sure that regions can be searched.
   *
   * @param folder of an index
   * @throws DinoException in one line that says what to do, if it keeps no patches
   */
  public static void requirePatches(Path folder) {
    RegionIndex.requireIn(folder);
  }

  /**
   * The k images that most contain what a region of one shows.
   *
   * @throws io.github.dino4j.image.UnreadableImageException if it is no image that can be read
   * @throws DinoException in one line, if the region does not lie on it, or the index keeps no
   *     patches
   */
  public List<RegionMatch> nearest(Path image, ImageRegion region, int k) {
    return search(RegionOfImage.of(image, region, extractor), SearchOptions.nearest(k));
  }

  /**
   * The images that most contain what was looked for.
   *
   * @throws DinoException in one line, if the index keeps no patches
   */
  public List<RegionMatch> search(RegionOfImage region, SearchOptions options) {
    if (regions == null) {
      throw RegionIndex.none(folder);
    }
    return regions.search(region.query(), options).stream().map(this::match).toList();
  }

  private RegionMatch match(RegionHit found) {
    Size size =
        ImageColumns.size(found.hit().metadata())
            .orElseThrow(() ->
                new DinoException(
                    "the index does not say how large %s is".formatted(found.hit().id())));
    PatchGrid grid = PatchGrid.of(size, extractor.transform(), found.rows(), found.columns());
    PatchBox box = found.box();
    return new RegionMatch(
        found.hit(),
        grid,
        box,
        grid.area(box.row(), box.column(), box.rows(), box.columns()),
        new SimilarityMap(found.rows(), found.columns(), found.map()));
  }

  /** The mean of the directions that are wanted, less half the mean of those that are not. */
  static float[] combined(List<float[]> like, List<float[]> unlike) {
    float[] query = new float[like.getFirst().length];
    like.forEach(vector -> add(query, vector, 1f / like.size()));
    unlike.forEach(vector -> add(query, vector, -UNLIKE / unlike.size()));
    return query;
  }

  private static void add(float[] sum, float[] vector, float weight) {
    float[] unit = UnitVectors.of(vector, vector.length);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += weight * unit[i];
    }
  }

  @Override
  public void close() {
    if (regions != null) {
      regions.close();
    }
    index.close();
    extractor.close();
  }
}
