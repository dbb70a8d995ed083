package io.github.dino4j.evaluate.classification.logistic;

import org.jspecify.annotations.Nullable;

/**
 * A step length that satisfies the strong Wolfe conditions (Nocedal and Wright, algorithms 3.5 and
 * 3.6), by cubic interpolation.
 */
final class LineSearch {
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;
  private static final int EVALUATIONS = 50;

  /** Shares of an interval, from either end, that interpolation may not come closer than. */
  private static final double MARGIN = 0.1;

  private final SmoothFunction function;
  private final Point start;
  private final double[] direction;
  private final double derivative; // at the start
  private int evaluations;

  private LineSearch(SmoothFunction function, Point start, double[] direction) {
    this.function = function;
    this.start = start;
    this.direction = direction;
    this.derivative = Lbfgs.dot(start.gradient, direction);
  }

  /** A place with the value and the gradient there. */
  record Point(double[] x, double value, double[] gradient) {
    static Point at(SmoothFunction function, double[] x) {
      double[] gradient = new double[x.length];
      return new Point(x, function.evaluate(x, gradient), gradient);
    }
  }

  /** A step length with what is there. */
  private record Trial(double length, Point point, double derivative) {
    double value() {
      return point.value;
    }
  }

  /** Null where no step leads lower. */
  static @Nullable Point find(SmoothFunction function, Point start, double[] direction) {
    LineSearch search = new LineSearch(function, start, direction);
    return search.derivative < 0 ? search.bracket() : null;
  }

  private Trial trial(double length) {
    double[] x = start.x.clone();
    Lbfgs.add(x, length, direction);
    Point point = Point.at(function, x);
    evaluations++;
    return new Trial(length, point, Lbfgs.dot(point.gradient, direction));
  }

  private boolean decreases(Trial trial) {
    return trial.value() <= start.value + DECREASE * trial.length * derivative;
  }

  private boolean isFlat(Trial trial) {
    return Math.abs(trial.derivative) <= -CURVATURE * derivative;
  }

  private @Nullable Point bracket() {
    Trial before = new Trial(0, start, derivative);
    double length = 1;
    while (evaluations < EVALUATIONS) {
      Trial trial = trial(length);
      if (!decreases(trial) || (before.length > 0 && trial.value() >= before.value())) {
        return zoom(before, trial);
      }
      if (isFlat(trial)) {
        return trial.point;
      }
      if (trial.derivative >= 0) {
        return zoom(trial, before);
      }
      before = trial;
      length *= 2;
    }
    return before.point;
  }

  /** Between {@code low}, the lowest so far, and {@code high} there is a length that will do. */
  private @Nullable Point zoom(Trial low, Trial high) {
    while (evaluations < EVALUATIONS && low.length != high.length) {
      Trial trial = trial(between(low, high));
      if (!decreases(trial) || trial.value() >= low.value()) {
        high = trial;
      } else if (isFlat(trial)) {
        return trial.point;
      } else {
        if (trial.derivative * (high.length - low.length) >= 0) {
          high = low;
        }
        low = trial;
      }
    }
    return low.value() < start.value ? low.point : null;
  }

  /** The minimum of the cubic through both, kept away from the ends. */
  private static double between(Trial a, Trial b) {
    double width = b.length - a.length;
    double d1 = a.derivative + b.derivative - 3 * (a.value() - b.value()) / (a.length - b.length);
    double root = Math.sqrt(Math.max(0, d1 * d1 - a.derivative * b.derivative));
    double d2 = Math.copySign(root, width);
    double share = 1 - (b.derivative + d2 - d1) / (b.derivative - a.derivative + 2 * d2);
    return a.length + width * (Double.isNaN(share) ? 0.5 : Math.clamp(share, MARGIN, 1 - MARGIN));
  }
}
