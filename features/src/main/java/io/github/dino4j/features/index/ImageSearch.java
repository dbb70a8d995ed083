package io.github.dino4j.features.index;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.ExtractorOptions;
import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.image.transform.EvalTransform;
import io.github.dino4j.search.Access;
import io.github.dino4j.search.Hit;
import io.github.dino4j.search.IndexDescription;
import io.github.dino4j.search.SearchOptions;
import io.github.dino4j.search.UnitVectors;
import io.github.dino4j.search.VectorIndex;
import io.github.dino4j.search.folder.IndexFolder;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds images of an index that look like others.
 *
 * <pre>{@code
 * try (ImageSearch search = ImageSearch.open(Path.of("photos.index"))) {
 *   List<Hit> hits = search.nearest(Path.of("shirt.jpg"), 10);
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
  private final VectorIndex index;

  private ImageSearch(FeatureExtractor extractor, VectorIndex index) {
    this.extractor = extractor;
    this.index = index;
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
    try {
      IndexDescription queries = description(extractor, folder);
      return new ImageSearch(extractor, IndexFolder.open(folder, Access.READ, queries));
    } catch (RuntimeException e) {
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
    index.close();
    extractor.close();
  }
}
