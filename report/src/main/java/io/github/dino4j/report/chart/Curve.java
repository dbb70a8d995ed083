package io.github.dino4j.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Values over the iterations of a run of any length, thinned as they come: neighbours are averaged
 * so that at most {@link #MOST} points remain, all of about as many values.
 */
public final class Curve {
  static final int MOST = 1000;

  private final double[] x = new double[MOST];
  private final double[] y = new double[MOST];
  private int size;
  private long each = 1; // values in a full point
  private long inLast; // values in the last one

  /**
   * A point of a curve.
   *
   * @param x iteration
   * @param y value
   */
  public record Point(double x, double y) {}

  /** A curve of these points, in this order. */
  public static Curve of(List<Point> points) {
    Curve curve = new Curve();
    points.forEach(point -> curve.add(point.x(), point.y()));
    return curve;
  }

  /** Adds a value; one that is not finite is passed over. */
  public void add(double iteration, double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    if (size == 0 || inLast == each) {
      if (size == MOST) {
        halve();
      }
      size++;
      inLast = 0;
      x[size - 1] = 0;
      y[size - 1] = 0;
    }
    inLast++;
    x[size - 1] += (iteration - x[size - 1]) / inLast;
    y[size - 1] += (value - y[size - 1]) / inLast;
  }

  private void halve() {
    for (int i = 0; i < MOST / 2; i++) {
      x[i] = (x[2 * i] + x[2 * i + 1]) / 2;
      y[i] = (y[2 * i] + y[2 * i + 1]) / 2;
    }
    size = MOST / 2;
    each *= 2;
  }

  boolean isEmpty() {
    return size == 0;
  }

  List<Point> points() {
    List<Point> points = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      points.add(new Point(x[i], y[i]));
    }
    return points;
  }

  /** The same with every value replaced. */
  public Curve mapped(DoubleUnaryOperator function) {
    Curve mapped = new Curve();
    System.arraycopy(x, 0, mapped.x, 0, size);
    System.arraycopy(Arrays.stream(y).map(function).toArray(), 0, mapped.y, 0, size);
    mapped.size = size;
    mapped.each = each;
    mapped.inLast = inLast;
    return mapped;
  }

  /** Each point becomes the average of those around it, a fortieth of the curve in all. */
  List<Point> smoothed() {
    int reach = size / 80;
    List<Point> smoothed = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(size - 1, i + reach);
      double sum = 0;
      for (int j = from; j <= to; j++) {
        sum += y[j];
      }
      smoothed.add(new Point(x[i], sum / (to - from + 1)));
    }
    return smoothed;
  }
}
