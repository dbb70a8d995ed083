package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.evaluate.Bootstrap;
import io.github.dino4j.evaluate.Estimate;
import io.github.dino4j.evaluate.segmentation.SegmentationResult.ClassFigures;
import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Gathers how masks agree with the truth, image by image. Figures are made of areas that are summed
 * over all images first, as mmseg does; pixels whose truth is ignored do not count. Belongs to one
 * thread.
 */
public final class SegmentationMetrics {
  private final int classes;
  private final long[][] confusion; // [truth, predicted]
  private final List<Areas> images = new ArrayList<>();

  public SegmentationMetrics(int classes) {
    this.classes = classes;
    this.confusion = new long[classes][classes];
  }

  /** Pixels of one image by class. */
  private record Areas(int[] both, int[] truth, int[] predicted) {
    Areas(int classes) {
      this(new int[classes], new int[classes], new int[classes]);
    }
  }

  /** Sums over images by class. */
  private record Sums(long[] both, long[] truth, long[] predicted) {
    double intersectionOverUnion(int c) {
      return (double) both[c] / (truth[c] + predicted[c] - both[c]);
    }

    double accuracy(int c) {
      return (double) both[c] / truth[c];
    }

    /** Over the classes that are in the truth or in the masks. */
    double meanIntersectionOverUnion() {
      return mean(IntStream.range(0, both.length).mapToDouble(this::intersectionOverUnion));
    }

    /** Over the classes that are in the truth. */
    double meanAccuracy() {
      return mean(IntStream.range(0, both.length).mapToDouble(this::accuracy));
    }

    double overallAccuracy() {
      return (double) IntStream.range(0, both.length).mapToLong(c -> both[c]).sum()
          / IntStream.range(0, both.length).mapToLong(c -> truth[c]).sum();
    }

    private static double mean(DoubleStream values) {
      return values.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
    }
  }

  /**
   * Adds an image.
   *
   * @throws IllegalArgumentException if the masks differ in size
   */
  public void add(LabelMap truth, LabelMap predicted) {
    if (!truth.size().equals(predicted.size())) {
      throw new IllegalArgumentException("%s and %s".formatted(truth.size(), predicted.size()));
    }
    Areas areas = new Areas(classes);
    for (int i = 0; i < truth.labels().length; i++) {
      int wanted = truth.labels()[i];
      if (wanted != LabelMap.IGNORED) {
        int found = predicted.labels()[i];
        confusion[wanted][found]++;
        areas.truth[wanted]++;
        areas.predicted[found]++;
        areas.both[wanted] += wanted == found ? 1 : 0;
      }
    }
    images.add(areas);
  }

  /** All figures, with intervals by drawing images anew. At least one image was added. */
  public SegmentationResult result() {
    List<ClassFigures> byClass = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int number = c;
      byClass.add(
          new ClassFigures(
              estimate(sums -> sums.intersectionOverUnion(number)),
              estimate(sums -> sums.accuracy(number)),
              pixels(c)));
    }
    double[] ofImages =
        IntStream.range(0, images.size())
            .mapToDouble(image -> sums(image).meanIntersectionOverUnion())
            .toArray();
    return new SegmentationResult(
        estimate(Sums::meanIntersectionOverUnion),
        estimate(Sums::meanAccuracy),
        estimate(Sums::overallAccuracy),
        List.copyOf(byClass),
        confusion,
        ofImages,
        ranking(ofImages));
  }

  private long pixels(int c) {
    return images.stream().mapToLong(image -> image.truth[c]).sum();
  }

  /** Figures of summed areas. */
  private interface Figure {
    double of(Sums sums);
  }

  private Estimate estimate(Figure figure) {
    return Bootstrap.of(images.size(), rows -> figure.of(sums(rows)));
  }

  private Sums sums(int... rows) {
    Sums sums = new Sums(new long[classes], new long[classes], new long[classes]);
    for (int row : rows) {
      Areas areas = images.get(row);
      for (int c = 0; c < classes; c++) {
        sums.both[c] += areas.both[c];
        sums.truth[c] += areas.truth[c];
        sums.predicted[c] += areas.predicted[c];
      }
    }
    return sums;
  }

  /** Images from the worst to the best, those without a labelled pixel left out. */
  private static List<Integer> ranking(double[] ofImages) {
    return IntStream.range(0, ofImages.length)
        .filter(image -> !Double.isNaN(ofImages[image]))
        .boxed()
        .sorted(Comparator.comparingDouble(image -> ofImages[image]))
        .toList();
  }
}
