package io.github.dino4j.evaluate.features;

import io.github.dino4j.DinoException;
import io.github.dino4j.data.collection.ImageSource;
import io.github.dino4j.data.feature.DenseFeatures;
import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.record.ImageRecord;
import io.github.dino4j.data.record.RecordStream;
import io.github.dino4j.features.Features;
import io.github.dino4j.features.PatchFeatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Features in a file, with the records of their images. Those that could not be read are in neither
 * and in {@link #rejected}. Several threads may read.
 */
public final class CachedFeatures implements FrozenFeatures {
  private final DenseFeatures file;
  private final List<ImageRecord> images;
  private final List<ImageRecord> rejected;
  private final int dim;

  private CachedFeatures(
      DenseFeatures file, List<ImageRecord> images, List<ImageRecord> rejected, int dim) {
    this.file = file;
    this.images = images;
    this.rejected = rejected;
    this.dim = dim;
  }

  /**
   * Opens a file of {@code embed} with the images that it was made of.
   *
   * @param source which gives the images in the order of the file; it may have more of them
   * @param dim width of the model
   * @throws DinoException if the file is damaged or of other images
   */
  static CachedFeatures open(Path path, ImageSource source, int dim) {
    DenseFeatures file = DenseFeatures.open(path);
    List<ImageRecord> images = new ArrayList<>();
    List<ImageRecord> rejected = new ArrayList<>();
    try (RecordStream records = source.open()) {
      while (records.hasNext()) {
        ImageRecord record = records.next();
        boolean next = images.size() < file.count() && is(record, file.image(images.size()));
        (next ? images : rejected).add(record);
      }
      if (images.size() < file.count()) {
        throw new DinoException(
            "%s: row %d is of %s, which the images lack"
                .formatted(path, images.size(), file.image(images.size()).path()));
      }
      return new CachedFeatures(file, images, rejected, dim);
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static boolean is(ImageRecord record, ImageEntry entry) {
    return record.path().equals(entry.path()) && record.id().equals(entry.id());
  }

  /** The images, in the order of the features. */
  public List<ImageRecord> images() {
    return images;
  }

  /** Images that have no features, for they could not be read. */
  public List<ImageRecord> rejected() {
    return rejected;
  }

  @Override
  public int size() {
    return images.size();
  }

  /**
   * One vector an image, such as its CLS tokens side by side, {@code [size, width]}.
   *
   * @throws DinoException if the file holds patches
   */
  public float[] vectors() {
    float[] all = new float[Math.multiplyExact(size(), width())];
    for (int image = 0; image < size(); image++) {
      float[] row = file.row(image).arrays().firstEntry().getValue().values();
      System.arraycopy(row, 0, all, image * row.length, row.length);
    }
    return all;
  }

  /** Numbers of one image in {@link #vectors}. */
  public int width() {
    return file.row(0).arrays().firstEntry().getValue().values().length;
  }

  @Override
  public List<Features> get(int image) {
    FeatureRow row = file.row(image);
    FeatureArray patches = row.arrays().get("patches");
    if (patches == null) {
      throw new IllegalStateException("a file of vectors");
    }
    int layers = patches.dim() / dim;
    float[] cls =
        row.arrays().containsKey("cls")
            ? row.arrays().get("cls").values()
            : new float[layers * dim];
    List<Features> features = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      features.add(
          new Features(
              Arrays.copyOfRange(cls, layer * dim, (layer + 1) * dim),
              patches(patches, layer, layers)));
    }
    return features;
  }

  private PatchFeatures patches(FeatureArray all, int layer, int layers) {
    int rows = all.shape()[0];
    int columns = all.shape()[1];
    float[] values = new float[rows * columns * dim];
    for (int patch = 0; patch < rows * columns; patch++) {
      int from = (patch * layers + layer) * dim;
      System.arraycopy(all.values(), from, values, patch * dim, dim);
    }
    return new PatchFeatures(rows, columns, dim, values);
  }

  @Override
  public void close() {
    file.close();
  }
}
