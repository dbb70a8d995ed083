package io.github.dino4j.features.index;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.search.ExactIndex;
import io.github.dino4j.search.Neighbours;
import io.github.dino4j.search.region.RegionQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A region of an image as it is looked for.
 *
 * @param view the image with the place of its patches
 * @param weights {@code [rows, columns]}, how much of each patch belongs to the region
 * @param area the region if it is a box, else the smallest one around those patches, in pixels of
 *     the image
 * @param query the features of the patches, where those count less that are found outside too
 */
public record RegionOfImage(View view, float[] weights, Area area, RegionQuery query) {
  /** Patches at the edge of a region that lie mostly outside show other things. */
  private static final float INSIDE = 0.5f;

  /** What a patch counts that is also found outside: something, for all of them may be. */
  private static final float LEAST = 0.01f;

  /**
   * Shows an image to the model.
   *
   * @throws UnreadableImageException if it is no image that can be read
   * @throws io.github.dino4j.DinoException in one line, if the region does not lie on it, or the
   *     model does not see it
   */
  public static RegionOfImage of(Path file, ImageRegion region, FeatureExtractor extractor) {
    RgbImage photo = new ImageDecoder().decode(file);
    region.requireOn(Size.of(photo));
    PatchFeatures patches = patches(file, photo, extractor);
    PatchGrid grid =
        PatchGrid.of(Size.of(photo), extractor.transform(), patches.rows(), patches.columns());
    float[] weights = inside(region.weights(grid, patches));
    RegionQuery query = new RegionQuery(IndexJob.vectors(patches), distinctive(weights, patches));
    Area area =
        region instanceof ImageRegion.Rectangle(Box box)
            ? new Area(box.left(), box.top(), box.width(), box.height())
            : area(grid, weights);
    return new RegionOfImage(new View(photo, grid), weights, area, query);
  }

  /**
   * The more alike a patch is to something outside of the region, the less it counts: a box holds
   * background too.
   */
  private static float[] distinctive(float[] weights, PatchFeatures patches) {
    int[] outside = IntStream.range(0, weights.length).filter(i -> weights[i] == 0).toArray();
    int[] inside = IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    if (outside.length == 0) {
      return weights;
    }
    List<Neighbours> alike =
        new ExactIndex(rows(patches, outside), patches.dim()).search(rows(patches, inside), 1);
    float[] distinctive = new float[weights.length];
    for (int i = 0; i < inside.length; i++) {
      float unlike = 1 - alike.get(i).similarity()[0];
      distinctive[inside[i]] = weights[inside[i]] * Math.max(LEAST, unlike);
    }
    return distinctive;
  }

  /** Features of some patches, {@code [places, dim]}. */
  private static float[] rows(PatchFeatures patches, int[] places) {
    int dim = patches.dim();
    float[] rows = new float[places.length * dim];
    for (int i = 0; i < places.length; i++) {
      System.arraycopy(patches.values(), places[i] * dim, rows, i * dim, dim);
    }
    return rows;
  }

  private static Area area(PatchGrid grid, float[] weights) {
    int top = grid.rows();
    int left = grid.columns();
    int bottom = 0;
    int right = 0;
    for (int patch = 0; patch < weights.length; patch++) {
      if (weights[patch] > 0) {
        int row = patch / grid.columns();
        int column = patch % grid.columns();
        top = Math.min(top, row);
        bottom = Math.max(bottom, row + 1);
        left = Math.min(left, column);
        right = Math.max(right, column + 1);
      }
    }
    return grid.area(top, left, bottom - top, right - left);
  }

  /** A photo of a shape that cannot be shown is named. */
  private static PatchFeatures patches(Path file, RgbImage photo, FeatureExtractor extractor) {
    try {
      return extractor.extract(photo).patches();
    } catch (UnreadableImageException e) {
      throw e.in(file);
    }
  }

  /** Without the patches of which less than half as much belongs to the region as of the best. */
  private static float[] inside(float[] weights) {
    float most = 0;
    for (float weight : weights) {
      most = Math.max(most, weight);
    }
    float[] inside = new float[weights.length];
    for (int i = 0; i < weights.length; i++) {
      inside[i] = weights[i] < INSIDE * most ? 0 : weights[i];
    }
    return inside;
  }
}
