package io.github.dino4j.features.patch;

import io.github.dino4j.features.PatchFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The colours of one image's patches by their principal components: what looks alike to the model
 * has like colours, within an image and across the images that were coloured together.
 *
 * <p>The recipe of the paper's Figures 1 and 9 (arXiv 2304.07193, section 7.5), step by step:
 *
 * <ol>
 *   <li>Patch tokens of the last block after the final norm, as the model gives them: no further
 *       normalisation, no scaling.
 *   <li>{@link Foreground}: a first PCA over all patches of all images (or of each image by
 *       itself); patches on the object's side of zero stay.
 *   <li>A second PCA over the foreground patches of all images together, centred, not scaled; its
 *       first three components become red, green and blue.
 *   <li>Each component is stretched to [0, 1] over the foreground of all images: from its 1st to
 *       its 99th percentile, the rest saturates, so that one odd patch does not grey out the rest
 *       ({@link PcaOptions#clip} 0 takes minimum and maximum).
 *   <li>Background is black, {@code 0, 0, 0}.
 * </ol>
 *
 * <p>Colours have a meaning only within one call. Where fewer than four patches would be
 * foreground, there is nothing to separate and all patches are coloured.
 *
 * @param rows patches from top to bottom
 * @param columns patches from left to right
 * @param rgb {@code [rows, columns, 3]} in [0, 1]; 0 on the background
 * @param foreground {@code [rows, columns]}
 */
public record PcaPicture(int rows, int columns, float[] rgb, boolean[] foreground) {
  private static final int CHANNELS = 3;

  /**
   * Colours images together.
   *
   * @param images patches of one or more images, all of the same dim, at least 3; grids may differ
   * @param options which patches, and how they are stretched
   * @return one picture an image, in order
   * @throws io.github.dino4j.DinoException if there is no image, if dims differ or a feature is not
   *     finite
   */
  public static List<PcaPicture> of(List<PatchFeatures> images, PcaOptions options) {
    List<boolean[]> masks = options.foreground().of(images);
    if (count(masks) <= CHANNELS) {
      masks = Foreground.all().of(images);
    }
    PcaFit fit = new PcaFit(images.getFirst().dim());
    for (int i = 0; i < images.size(); i++) {
      fit.add(images.get(i).values(), masks.get(i));
    }
    Pca pca = fit.fit(CHANNELS);
    List<float[]> scores = new ArrayList<>();
    for (PatchFeatures image : images) {
      scores.add(pca.project(image.values()));
    }
    for (int channel = 0; channel < CHANNELS; channel++) {
      stretch(scores, masks, channel, options.clip());
    }
    return pictures(images, scores, masks);
  }

  private static List<PcaPicture> pictures(
      List<PatchFeatures> images, List<float[]> scores, List<boolean[]> masks) {
    List<PcaPicture> pictures = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] rgb = scores.get(i);
      boolean[] mask = masks.get(i);
      for (int value = 0; value < rgb.length; value++) {
        rgb[value] = mask[value / CHANNELS] ? rgb[value] : 0;
      }
      pictures.add(new PcaPicture(images.get(i).rows(), images.get(i).columns(), rgb, mask));
    }
    return pictures;
  }

  private static void stretch(
      List<float[]> scores, List<boolean[]> masks, int channel, double clip) {
    float[] sorted = foregroundValues(scores, masks, channel);
    Arrays.sort(sorted);
    double low = quantile(sorted, clip);
    double high = quantile(sorted, 1 - clip);
    double span = high > low ? high - low : 1;
    for (float[] score : scores) {
      for (int i = channel; i < score.length; i += CHANNELS) {
        score[i] = (float) Math.clamp((score[i] - low) / span, 0.0, 1.0);
      }
    }
  }

  private static float[] foregroundValues(
      List<float[]> scores, List<boolean[]> masks, int channel) {
    float[] values = new float[count(masks)];
    int length = 0;
    for (int image = 0; image < masks.size(); image++) {
      boolean[] mask = masks.get(image);
      for (int i = 0; i < mask.length; i++) {
        if (mask[i]) {
          values[length++] = scores.get(image)[i * CHANNELS + channel];
        }
      }
    }
    return values;
  }

  private static double quantile(float[] sorted, double q) {
    double at = q * (sorted.length - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  private static int count(List<boolean[]> masks) {
    int count = 0;
    for (boolean[] mask : masks) {
      for (boolean kept : mask) {
        count += kept ? 1 : 0;
      }
    }
    return count;
  }
}
