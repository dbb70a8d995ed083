package io.github.dino4j.features.patch;

import io.github.dino4j.DinoException;
import io.github.dino4j.features.PatchFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Separates the main objects of a set of images from their surroundings by the first principal
 * component of all their patches (arXiv 2304.07193, section 7.5).
 *
 * <p>The recipe: one PCA over the patches of all images together, centred, not scaled; the score of
 * a patch is its first coordinate divided by that coordinate's standard deviation; foreground is
 * what lies beyond the threshold on the object's side. The paper cuts at zero, which is the mean.
 *
 * <p>Which side the object is on is arbitrary, since a component may as well point the other way,
 * and that is why published recipes sometimes come out inverted. Here the frame decides, for
 * objects are mostly in the middle: of the two sides, the background is the one whose share of the
 * outermost patches exceeds its share of the inner ones. Photos whose object touches the whole
 * frame need {@link Side#POSITIVE} or {@link Side#NEGATIVE} by hand.
 *
 * <p>Images of one kind of thing are best looked at together. Images that have nothing in common
 * may differ more from each other than objects do from their surroundings, and the first component
 * then tells image from image: {@link Extent#EACH_IMAGE} gives every image a first PCA, and a side,
 * of its own.
 *
 * @param side the object's side of the first component
 * @param threshold in standard deviations towards the object: 0 as in the paper, higher keeps less
 * @param extent the patches that the first PCA is fitted to
 */
public record Foreground(Side side, double threshold, Extent extent) {

  /** The patches that the first PCA is fitted to. */
  public enum Extent {
    /** Of all images together, as in the paper: for images of the same kind of thing. */
    ALL_IMAGES,
    /** Of each image by itself: for images that have nothing in common. */
    EACH_IMAGE
  }

  /** The object's side of the first component. */
  public enum Side {
    /** Every patch is foreground: no separation. */
    ALL,
    /** The side that is rarer along the frame than inside. */
    AWAY_FROM_FRAME,
    /** Above the threshold. */
    POSITIVE,
    /** Below the negative threshold. */
    NEGATIVE
  }

  /** As in the paper, the side chosen by the frame. */
  public static Foreground byDefault() {
    return new Foreground(Side.AWAY_FROM_FRAME, 0, Extent.ALL_IMAGES);
  }

  /** For images that have nothing in common. */
  public static Foreground ofEach() {
    return new Foreground(Side.AWAY_FROM_FRAME, 0, Extent.EACH_IMAGE);
  }

  /** Every patch. */
  public static Foreground all() {
    return new Foreground(Side.ALL, 0, Extent.ALL_IMAGES);
  }

  /**
   * Finds the foreground of images that belong together.
   *
   * @param images patches of one or more images, all of the same dim
   * @return for each image {@code [rows, columns]}, true on the foreground
   * @throws DinoException if there is no image or if their dims differ
   */
  public List<boolean[]> of(List<PatchFeatures> images) {
    requireOneDim(images);
    if (side == Side.ALL) {
      return images.stream().map(Foreground::everyPatch).toList();
    }
    if (extent == Extent.ALL_IMAGES) {
      return together(images);
    }
    return images.stream().map(image -> together(List.of(image)).getFirst()).toList();
  }

  private List<boolean[]> together(List<PatchFeatures> images) {
    PcaFit fit = new PcaFit(images.getFirst().dim());
    images.forEach(image -> fit.add(image.values()));
    Pca pca = fit.fit(1);
    List<float[]> scores = images.stream().map(image -> pca.project(image.values())).toList();
    double sign = sign(images, scores);
    double cut = threshold * Math.sqrt(pca.variance()[0]);
    List<boolean[]> masks = new ArrayList<>();
    for (float[] score : scores) {
      boolean[] mask = new boolean[score.length];
      for (int i = 0; i < mask.length; i++) {
        mask[i] = sign * score[i] > cut;
      }
      masks.add(mask);
    }
    return masks;
  }

  private double sign(List<PatchFeatures> images, List<float[]> scores) {
    return switch (side) {
      case ALL, POSITIVE -> 1;
      case NEGATIVE -> -1;
      case AWAY_FROM_FRAME -> positiveAlongFrame(images, scores) ? -1 : 1;
    };
  }

  private static boolean positiveAlongFrame(List<PatchFeatures> images, List<float[]> scores) {
    long[] patches = new long[2];
    long[] positive = new long[2];
    for (int image = 0; image < images.size(); image++) {
      PatchFeatures grid = images.get(image);
      float[] score = scores.get(image);
      for (int i = 0; i < score.length; i++) {
        int place = isAlongFrame(grid, i / grid.columns(), i % grid.columns()) ? 0 : 1;
        patches[place]++;
        positive[place] += score[i] > 0 ? 1 : 0;
      }
    }
    double frame = positive[0] / (double) Math.max(1, patches[0]);
    double inside = positive[1] / (double) Math.max(1, patches[1]);
    return frame > inside;
  }

  private static boolean isAlongFrame(PatchFeatures grid, int row, int column) {
    return row == 0 || column == 0 || row == grid.rows() - 1 || column == grid.columns() - 1;
  }

  private static boolean[] everyPatch(PatchFeatures image) {
    boolean[] all = new boolean[image.rows() * image.columns()];
    Arrays.fill(all, true);
    return all;
  }

  static int requireOneDim(List<PatchFeatures> images) {
    if (images.isEmpty()) {
      throw new DinoException("there are no images to compare: give at least one");
    }
    int dim = images.getFirst().dim();
    for (PatchFeatures image : images) {
      if (image.dim() != dim) {
        throw new DinoException(
            "features of %d and of %d dimensions cannot be compared: use one model for all images"
                .formatted(dim, image.dim()));
      }
    }
    return dim;
  }
}
