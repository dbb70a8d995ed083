package io.github.dino4j.cli.demo;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Nearest pictures by the cosine of their CLS tokens; exact, for the few thousand of a page. */
final class Neighbours {
  private final float[][] unit;

  /** Another picture and how near it is. */
  record Neighbour(int index, float cosine) {}

  Neighbours(List<float[]> cls) {
    unit = cls.stream().map(Neighbours::unit).toArray(float[][]::new);
  }

  /** The nearest others, nearest first. */
  List<Neighbour> of(int query, int count) {
    return IntStream.range(0, unit.length)
        .filter(other -> other != query)
        .mapToObj(other -> new Neighbour(other, dot(unit[query], unit[other])))
        .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed())
        .limit(count)
        .toList();
  }

  private static float[] unit(float[] cls) {
    double length = Math.sqrt(dot(cls, cls));
    float[] unit = new float[cls.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = length > 0 ? (float) (cls[i] / length) : 0;
    }
    return unit;
  }

  private static float dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return (float) sum;
  }
}
