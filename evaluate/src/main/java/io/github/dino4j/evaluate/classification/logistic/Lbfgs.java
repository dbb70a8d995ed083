package io.github.dino4j.evaluate.classification.logistic;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * L-BFGS with a preconditioner (Nocedal and Wright, Numerical Optimization, algorithms 7.4 and
 * 7.5): the two-loop recursion over the last steps, around an approximation of the inverse second
 * derivative where the textbook has a multiple of the identity.
 *
 * @param iterations at most
 * @param tolerance largest entry of the gradient at which it ends
 */
record Lbfgs(int iterations, double tolerance) {
  private static final int MEMORY = 10;

  /** Relative decrease at which it ends, in units of rounding: what scipy's L-BFGS-B is given. */
  private static final double LEAST_DECREASE = 64 * Math.ulp(1.0);

  /**
   * @param x where it ended
   * @param value there
   * @param iterations that were taken
   */
  record Minimum(double[] x, double value, int iterations) {}

  /** A step, the difference of the gradients at its ends, and their product. */
  private record Pair(double[] step, double[] change, double curvature) {}

  Minimum minimize(SmoothFunction function, double[] start) {
    ArrayDeque<Pair> pairs = new ArrayDeque<>(); // newest first
    LineSearch.Point at = LineSearch.Point.at(function, start);
    int iteration = 0;
    while (iteration < iterations && largest(at.gradient()) > tolerance) {
      double[] direction = direction(function, pairs, at.gradient());
      LineSearch.Point next = LineSearch.find(function, at, direction);
      if (next == null) { // no decrease that can be told from rounding
        break;
      }
      iteration++;
      double decrease = at.value() - next.value();
      double scale = Math.max(1, Math.max(Math.abs(at.value()), Math.abs(next.value())));
      remember(pairs, at, next);
      at = next;
      if (decrease <= LEAST_DECREASE * scale) {
        break;
      }
    }
    return new Minimum(at.x(), at.value(), iteration);
  }

  private static void remember(ArrayDeque<Pair> pairs, LineSearch.Point from, LineSearch.Point to) {
    double[] step = difference(to.x(), from.x());
    double[] change = difference(to.gradient(), from.gradient());
    double curvature = dot(step, change);
    if (curvature > 0) {
      pairs.addFirst(new Pair(step, change, curvature));
      if (pairs.size() > MEMORY) {
        pairs.removeLast();
      }
    }
  }

  private static double[] direction(
      SmoothFunction function, ArrayDeque<Pair> pairs, double[] gradient) {
    double[] q = gradient.clone();
    double[] alphas = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) {
      alphas[i] = dot(pair.step, q) / pair.curvature;
      add(q, -alphas[i++], pair.change);
    }
    double[] direction = function.precondition(q);
    if (!pairs.isEmpty()) {
      Pair newest = pairs.getFirst();
      scale(direction, newest.curvature / dot(newest.change, function.precondition(newest.change)));
    }
    for (Iterator<Pair> oldestFirst = pairs.descendingIterator(); oldestFirst.hasNext(); ) {
      Pair pair = oldestFirst.next();
      add(direction, alphas[--i] - dot(pair.change, direction) / pair.curvature, pair.step);
    }
    scale(direction, -1);
    return direction;
  }

  static double dot(double[] a, double[] b) {
    double even = 0; // two sums: additions do not wait for one another
    double odd = 0;
    for (int i = 0; i + 1 < a.length; i += 2) {
      even += a[i] * b[i];
      odd += a[i + 1] * b[i + 1];
    }
    return even + odd + (a.length % 2 == 1 ? a[a.length - 1] * b[a.length - 1] : 0);
  }

  /** {@code x + factor * y}, into {@code x}. */
  static void add(double[] x, double factor, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += factor * y[i];
    }
  }

  private static void scale(double[] x, double factor) {
    for (int i = 0; i < x.length; i++) {
      x[i] *= factor;
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] result = a.clone();
    add(result, -1, b);
    return result;
  }

  private static double largest(double[] x) {
    double largest = 0;
    for (double value : x) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
