package io.github.dino4j.evaluate.segmentation;

import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.image.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * From logits at one size or several to the class of every pixel: resized to the photo's size, and,
 * where there are several, the mean of their softmax. Worked off in bands of rows, so that no array
 * of classes times pixels exists. Of equally likely classes the first wins.
 */
final class PixelLabels {
  private static final int BAND = 32;

  private final List<WindowedLogits> passes;
  private final Size photo;
  private final short[] labels;

  private PixelLabels(List<WindowedLogits> passes, Size photo) {
    this.passes = passes;
    this.photo = photo;
    this.labels = new short[Math.multiplyExact(photo.width(), photo.height())];
  }

  /**
   * @param passes at least one, all of the same classes
   * @param photo the size that is wanted
   */
  static LabelMap of(List<WindowedLogits> passes, Size photo) {
    PixelLabels result = new PixelLabels(passes, photo);
    IntStream.range(0, Math.ceilDiv(photo.height(), BAND))
        .parallel()
        .forEach(band -> result.new Band().label(band * BAND));
    return new LabelMap(photo.width(), photo.height(), result.labels);
  }

  /** Some rows of the photo, on one thread. */
  private final class Band {
    private final int classes = passes.getFirst().classes();
    private final List<ResizedRows> rows = new ArrayList<>();
    private final float[][] logits = new float[classes][photo.width()];
    private final float[][] means = new float[classes][photo.width()];
    private final PixelSoftmax softmax = new PixelSoftmax(photo.width());

    Band() {
      passes.forEach(pass -> rows.add(new ResizedRows(pass, photo)));
    }

    void label(int start) {
      for (int y = start; y < Math.min(photo.height(), start + BAND); y++) {
        if (rows.size() == 1) { // softmax keeps the order
          rows.getFirst().read(y, means);
        } else {
          average(y);
        }
        for (int x = 0; x < photo.width(); x++) {
          labels[y * photo.width() + x] = largest(x);
        }
      }
    }

    private void average(int y) {
      for (int pass = 0; pass < rows.size(); pass++) {
        rows.get(pass).read(y, logits);
        float[] sums = softmax.exponentials(logits);
        for (int c = 0; c < classes; c++) {
          for (int x = 0; x < sums.length; x++) {
            means[c][x] = (pass == 0 ? 0 : means[c][x]) + logits[c][x] / sums[x];
          }
        }
      }
    }

    private short largest(int x) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = means[c][x] > means[best][x] ? c : best;
      }
      return (short) best;
    }
  }

  /** The rows of a pass at the photo's size; those of the picture around the last one are kept. */
  private static final class ResizedRows {
    private final WindowedLogits.Reader reader;
    private final LinearInterpolation down;
    private float[][] above;
    private float[][] below;
    private int aboveRow = -1;
    private int belowRow = -1;

    ResizedRows(WindowedLogits pass, Size photo) {
      reader = pass.new Reader(photo.width());
      down = LinearInterpolation.of(pass.size().height(), photo.height());
      above = new float[pass.classes()][photo.width()];
      below = new float[pass.classes()][photo.width()];
    }

    void read(int y, float[][] target) {
      require(down.first()[y], down.second()[y]);
      float weight = down.weight()[y];
      for (int c = 0; c < target.length; c++) {
        float[] top = above[c];
        float[] bottom = below[c];
        float[] mixed = target[c];
        for (int x = 0; x < mixed.length; x++) {
          mixed[x] = top[x] + weight * (bottom[x] - top[x]);
        }
      }
    }

    private void require(int first, int second) {
      if (first == belowRow) {
        float[][] swap = above;
        above = below;
        below = swap;
        belowRow = aboveRow;
        aboveRow = first;
      }
      if (first != aboveRow) {
        reader.read(first, above);
        aboveRow = first;
      }
      if (second != belowRow) {
        reader.read(second, below);
        belowRow = second;
      }
    }
  }
}
