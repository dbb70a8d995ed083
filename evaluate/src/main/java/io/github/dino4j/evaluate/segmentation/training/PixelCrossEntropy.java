package io.github.dino4j.evaluate.segmentation.training;

import io.github.dino4j.evaluate.segmentation.LinearInterpolation;
import io.github.dino4j.evaluate.segmentation.PixelSoftmax;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import java.util.Arrays;

/**
 * The cross-entropy of one image: logits of patches are resized to the mask (bilinear, without
 * aligned corners), then compared pixel by pixel; ignored pixels add nothing. The gradient is
 * written out, row by row of the mask, so that logits of all pixels never exist at once. Belongs to
 * one thread.
 */
final class PixelCrossEntropy {
  /** So many sums of exponentials fit the range of a double when multiplied. */
  private static final int LOGARITHM = 32;

  private final LabelMap mask;
  private final int columns;
  private final int classes;
  private final LinearInterpolation down;
  private final LinearInterpolation across;
  private final PixelSoftmax softmax;
  private final float[][] above; // [classes, width of the mask], as the others
  private final float[][] below;
  private final float[][] aboveGradient;
  private final float[][] belowGradient;
  private final float[][] row;
  private final float[] line; // [columns]
  private final float[] factors; // [width of the mask]

  PixelCrossEntropy(TrainingSample sample, int classes) {
    int width = sample.mask().width();
    this.mask = sample.mask();
    this.columns = sample.patches().columns();
    this.classes = classes;
    this.down = LinearInterpolation.of(sample.patches().rows(), mask.height());
    this.across = LinearInterpolation.of(columns, width);
    this.softmax = new PixelSoftmax(width);
    this.above = new float[classes][width];
    this.below = new float[classes][width];
    this.aboveGradient = new float[classes][width];
    this.belowGradient = new float[classes][width];
    this.row = new float[classes][width];
    this.line = new float[columns];
    this.factors = new float[width];
  }

  /** The part of the arrays of a batch, {@code [patches, classes]}, that belongs to the image. */
  record Slice(float[] logits, float[] gradient, int start) {}

  /**
   * Adds the gradient of the summed cross-entropy, times {@code scale}.
   *
   * @return the sum over pixels, unscaled
   */
  double addGradient(Slice slice, float scale) {
    double sum = 0;
    for (int y = 0; y < mask.height(); ) {
      int first = down.first()[y];
      int second = down.second()[y];
      spread(slice, first, above);
      spread(slice, second, below);
      clear(aboveGradient);
      clear(belowGradient);
      for (; y < mask.height() && down.first()[y] == first; y++) {
        sum += addRow(y, scale);
      }
      gather(aboveGradient, slice, first);
      gather(belowGradient, slice, second);
    }
    return sum;
  }

  private static void clear(float[][] values) {
    for (float[] ofClass : values) {
      Arrays.fill(ofClass, 0);
    }
  }

  /** A row of patches at the width of the mask. */
  private void spread(Slice slice, int patchRow, float[][] target) {
    int[] first = across.first();
    int[] second = across.second();
    float[] weight = across.weight();
    for (int c = 0; c < classes; c++) {
      int at = slice.start + patchRow * columns * classes + c;
      for (int i = 0; i < columns; i++) {
        line[i] = slice.logits[at + i * classes];
      }
      float[] pixels = target[c];
      for (int x = 0; x < pixels.length; x++) {
        float left = line[first[x]];
        pixels[x] = left + weight[x] * (line[second[x]] - left);
      }
    }
  }

  /** The transpose of {@link #spread}. */
  private void gather(float[][] source, Slice slice, int patchRow) {
    int[] first = across.first();
    int[] second = across.second();
    float[] weight = across.weight();
    for (int c = 0; c < classes; c++) {
      Arrays.fill(line, 0);
      float[] pixels = source[c];
      for (int x = 0; x < pixels.length; x++) {
        float right = weight[x] * pixels[x];
        line[first[x]] += pixels[x] - right;
        line[second[x]] += right;
      }
      int at = slice.start + patchRow * columns * classes + c;
      for (int i = 0; i < columns; i++) {
        slice.gradient[at + i * classes] += line[i];
      }
    }
  }

  private double addRow(int y, float scale) {
    float weight = down.weight()[y];
    for (int c = 0; c < classes; c++) {
      mix(above[c], below[c], weight, row[c]);
    }
    float[] sums = softmax.exponentials(row);
    double loss = 0;
    double product = 1;
    for (int x = 0; x < sums.length; x++) {
      int label = mask.at(x, y);
      factors[x] = label == LabelMap.IGNORED ? 0 : scale / sums[x];
      if (label != LabelMap.IGNORED) {
        float logit = above[label][x] + weight * (below[label][x] - above[label][x]);
        loss += softmax.largest()[x] - logit;
        product *= sums[x];
        aboveGradient[label][x] -= (1 - weight) * scale;
        belowGradient[label][x] -= weight * scale;
      }
      if (x % LOGARITHM == LOGARITHM - 1) {
        loss += Math.log(product);
        product = 1;
      }
    }
    for (int c = 0; c < classes; c++) {
      addProduct(aboveGradient[c], row[c], factors, 1 - weight);
      addProduct(belowGradient[c], row[c], factors, weight);
    }
    return loss + Math.log(product);
  }

  private static void mix(float[] above, float[] below, float weight, float[] mixed) {
    for (int x = 0; x < mixed.length; x++) {
      mixed[x] = above[x] + weight * (below[x] - above[x]);
    }
  }

  private static void addProduct(float[] target, float[] a, float[] b, float weight) {
    for (int x = 0; x < target.length; x++) {
      target[x] += weight * (a[x] * b[x]);
    }
  }
}
