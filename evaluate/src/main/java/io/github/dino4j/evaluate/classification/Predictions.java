package io.github.dino4j.evaluate.classification;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a classifier said of images one after the other: of each the likeliest classes. Small
 * whatever the number of classes; of equally likely classes the first counts.
 *
 * @param classes how many there are
 * @param labels {@code [images]}, the right classes; -1 for an image of none of them
 * @param likeliest {@code [images][min(5, classes)]}, likeliest first
 * @param margins {@code [images]}, how far the right class is ahead of the likeliest other one,
 *     less than 0 where another is ahead; NaN without a right class
 */
public record Predictions(int classes, int[] labels, int[][] likeliest, float[] margins) {
  /** As many of the likeliest classes are kept. */
  public static final int KEPT = 5;

  /** Number of images. */
  public int size() {
    return labels.length;
  }

  /** The class that an image was given. */
  public int predicted(int image) {
    return likeliest[image][0];
  }

  /** Whether the right class is among the {@code k} likeliest. */
  public boolean isHit(int image, int k) {
    for (int i = 0; i < Math.min(k, likeliest[image].length); i++) {
      if (likeliest[image][i] == labels[image]) {
        return true;
      }
    }
    return false;
  }

  /** Share of the images whose likeliest class is the right one, without an interval. */
  public double top1() {
    return (double) IntStream.range(0, size()).filter(i -> isHit(i, 1)).count() / size();
  }

  /** The mean over classes of the accuracy of their images, without an interval. */
  public double meanPerClass() {
    ConfusionMatrix confusion = ConfusionMatrix.of(List.of(this));
    return IntStream.range(0, classes)
        .filter(label -> confusion.images(label) > 0)
        .mapToDouble(confusion::accuracy)
        .average()
        .orElse(Double.NaN);
  }

  /** Predictions of as many images as there are labels, filled block by block. */
  static Collector collect(int[] labels, int classes) {
    return new Collector(labels, classes);
  }

  /** Takes logits or probabilities of consecutive images, so that all are never in memory. */
  static final class Collector {
    private final Predictions predictions;
    private int filled;

    private Collector(int[] labels, int classes) {
      if (classes < 1) {
        throw new DinoException("there is no class to choose from");
      }
      predictions = new Predictions(classes, labels, new int[labels.length][], margins(labels));
    }

    private static float[] margins(int[] labels) {
      float[] margins = new float[labels.length];
      Arrays.fill(margins, Float.NaN);
      return margins;
    }

    /**
     * @param block {@code [n, classes]}, the more the likelier, of the next {@code n} images
     */
    void add(float[] block) {
      int classes = predictions.classes;
      for (int from = 0; from < block.length; from += classes) {
        int[] best = likeliest(block, from, classes);
        int label = predictions.labels[filled];
        predictions.likeliest[filled] = best;
        if (label >= 0 && classes > 1) {
          int rival = best[0] == label ? best[1] : best[0];
          predictions.margins[filled] = block[from + label] - block[from + rival];
        }
        filled++;
      }
    }

    private static int[] likeliest(float[] block, int from, int classes) {
      int[] best = new int[Math.min(KEPT, classes)];
      int size = 0;
      for (int c = 0; c < classes; c++) {
        float value = block[from + c];
        if (size == best.length && !(value > block[from + best[size - 1]])) {
          continue;
        }
        int at = size < best.length ? size++ : size - 1;
        while (at > 0 && value > block[from + best[at - 1]]) {
          best[at] = best[at - 1];
          at--;
        }
        best[at] = c;
      }
      return best;
    }

    /** When all images have been added. */
    Predictions done() {
      if (filled != predictions.size()) {
        throw new IllegalStateException(filled + " of " + predictions.size() + " images");
      }
      return predictions;
    }
  }
}
