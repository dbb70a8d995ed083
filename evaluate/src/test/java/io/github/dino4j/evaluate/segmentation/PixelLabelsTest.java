package io.github.dino4j.evaluate.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.evaluate.segmentation.mask.LabelMap;
import io.github.dino4j.image.Box;
import io.github.dino4j.image.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Windows, their averages, sizes, mirror images and softmax, against whole arrays in double. */
class PixelLabelsTest {
  private static final int CLASSES = 5;
  private final SplittableRandom random = new SplittableRandom(7);

  /** Indexed {@code [class][y][x]}. */
  private record Planes(double[][][] values) {
    Planes(int height, int width) {
      this(new double[CLASSES][height][width]);
    }

    int height() {
      return values[0].length;
    }

    int width() {
      return values[0][0].length;
    }

    Planes resized(int height, int width) {
      Planes result = new Planes(height, width);
      for (int c = 0; c < CLASSES; c++) {
        for (int y = 0; y < height; y++) {
          for (int x = 0; x < width; x++) {
            double atY = Math.max(0, (y + 0.5) * height() / height - 0.5);
            double atX = Math.max(0, (x + 0.5) * width() / width - 0.5);
            int top = (int) atY;
            int left = (int) atX;
            int bottom = Math.min(top + 1, height() - 1);
            int right = Math.min(left + 1, width() - 1);
            double v = atY - top;
            double h = atX - left;
            result.values[c][y][x] =
                (1 - v) * ((1 - h) * values[c][top][left] + h * values[c][top][right])
                    + v * ((1 - h) * values[c][bottom][left] + h * values[c][bottom][right]);
          }
        }
      }
      return result;
    }
  }

  private PatchLogits logits(int rows, int columns) {
    float[] values = new float[rows * columns * CLASSES];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian(0, 3);
    }
    return new PatchLogits(rows, columns, CLASSES, values);
  }

  private static Planes planes(PatchLogits logits) {
    Planes planes = new Planes(logits.rows(), logits.columns());
    for (int i = 0; i < logits.values().length; i++) {
      int patch = i / CLASSES;
      planes.values[i % CLASSES][patch / logits.columns()][patch % logits.columns()] =
          logits.values()[i];
    }
    return planes;
  }

  private static Planes naive(WindowedLogits pass, Size photo) {
    Planes sums = new Planes(pass.size().height(), pass.size().width());
    int[][] counts = new int[sums.height()][sums.width()];
    for (WindowedLogits.Window window : pass.windows()) {
      Box box = window.box();
      Planes part = planes(window.logits()).resized(box.height(), box.width());
      for (int y = 0; y < box.height(); y++) {
        for (int x = 0; x < box.width(); x++) {
          counts[box.top() + y][box.left() + x]++;
          for (int c = 0; c < CLASSES; c++) {
            sums.values[c][box.top() + y][box.left() + x] += part.values[c][y][x];
          }
        }
      }
    }
    for (int c = 0; c < CLASSES; c++) {
      for (int y = 0; y < sums.height(); y++) {
        for (int x = 0; x < sums.width(); x++) {
          sums.values[c][y][x] /= counts[y][x];
        }
      }
    }
    Planes resized = sums.resized(photo.height(), photo.width());
    Planes result = new Planes(photo.height(), photo.width());
    for (int y = 0; y < photo.height(); y++) {
      for (int x = 0; x < photo.width(); x++) {
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          sum += Math.exp(resized.values[c][y][x]);
        }
        for (int c = 0; c < CLASSES; c++) {
          int to = pass.mirrored() ? photo.width() - 1 - x : x;
          result.values[c][y][to] = Math.exp(resized.values[c][y][x]) / sum;
        }
      }
    }
    return result;
  }

  private WindowedLogits pass(Size size, int crop, int stride, boolean mirrored) {
    List<WindowedLogits.Window> windows = new ArrayList<>();
    for (Box box : SlidingWindows.of(size, crop, stride)) {
      windows.add(WindowedLogits.Window.of(box, logits(4, 5)));
    }
    return new WindowedLogits(size, windows, mirrored);
  }

  private static void assertSame(LabelMap labels, List<WindowedLogits> passes, Size photo) {
    List<Planes> each = passes.stream().map(pass -> naive(pass, photo)).toList();
    int decided = 0;
    for (int y = 0; y < photo.height(); y++) {
      for (int x = 0; x < photo.width(); x++) {
        double[] means = new double[CLASSES];
        for (Planes planes : each) {
          for (int c = 0; c < CLASSES; c++) {
            means[c] += planes.values[c][y][x] / each.size();
          }
        }
        int label = labels.at(x, y);
        for (int c = 0; c < CLASSES; c++) {
          // classes nearer to each other than float32 can tell may change places
          assertThat(means[label]).isGreaterThan(means[c] - 1e-4);
        }
        decided++;
      }
    }
    assertThat(decided).isEqualTo(labels.labels().length);
  }

  @Test
  void oneWindow() {
    Size photo = new Size(47, 71);
    WindowedLogits pass = WindowedLogits.whole(logits(5, 3), photo);
    assertSame(PixelLabels.of(List.of(pass), photo), List.of(pass), photo);
  }

  @Test
  void overlappingWindowsAtAnotherSize() {
    Size photo = new Size(47, 71);
    WindowedLogits pass = pass(new Size(60, 90), 32, 21, false);
    assertSame(PixelLabels.of(List.of(pass), photo), List.of(pass), photo);
  }

  @Test
  void severalSizesAndMirrorImages() {
    Size photo = new Size(50, 40);
    List<WindowedLogits> passes =
        List.of(
            pass(new Size(30, 24), 20, 10, false),
            pass(new Size(30, 24), 20, 10, true),
            pass(new Size(90, 72), 40, 20, false),
            pass(new Size(90, 72), 40, 20, true));
    assertSame(PixelLabels.of(passes, photo), passes, photo);
  }

  @Test
  void ofEquallyLikelyClassesTheFirstWins() {
    Size photo = new Size(6, 4);
    PatchLogits flat = new PatchLogits(2, 2, 3, new float[12]);
    LabelMap labels = PixelLabels.of(List.of(WindowedLogits.whole(flat, photo)), photo);
    assertThat(labels.labels()).containsOnly(0);
  }

  @Test
  void softmaxIsCloseToThatOfDoubles() {
    int width = 501;
    float[][] logits = new float[2][width];
    for (int x = 0; x < width; x++) {
      logits[1][x] = -x / 10f; // down to -50
    }
    PixelSoftmax softmax = new PixelSoftmax(width);
    float[] sums = softmax.exponentials(logits);
    for (int x = 0; x < width; x++) {
      double expected = Math.exp(-x / 10f);
      // 6 squarings double the rounding of float32 six times; below -40 nothing changes a sum
      assertThat((double) logits[1][x]).isCloseTo(expected, within(1e-5 * expected + 1e-17));
      assertThat((double) sums[x]).isCloseTo(1 + expected, within(1e-5));
    }
  }
}
