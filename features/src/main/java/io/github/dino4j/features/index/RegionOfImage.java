package io.github.dino4j.features.index;

import io.github.dino4j.features.FeatureExtractor;
import io.github.dino4j.features.PatchFeatures;
import io.github.dino4j.features.patch.PatchGrid;
import io.github.dino4j.features.patch.PatchGrid.Area;
import io.github.dino4j.features.picture.View;
import io.github.dino4j.image.RgbImage;
import io.github.dino4j.image.Size;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.decode.ImageDecoder;
import io.github.dino4j.search.region.RegionQuery;
import java.nio.file.Path;

/**
 * A region of an image as it is looked for.
 *
 * @param view the image with the place of its patches
 * @param weights {@code [rows, columns]}, how much of each patch belongs to the region
 * @param area the smallest that holds those patches, in pixels of the image
 * @param query the same with the features of the patches
 */
public record RegionOfImage(View view, float[] weights, Area area, RegionQuery query) {
  /** Patches at the edge of a region that lie mostly outside show other things. */
  private static final float INSIDE = 0.5f;

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
    RegionQuery query = new RegionQuery(IndexJob.vectors(patches), weights);
    return new RegionOfImage(new View(photo, grid), weights, area(grid, weights), query);
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
