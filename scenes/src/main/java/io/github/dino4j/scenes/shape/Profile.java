package io.github.dino4j.scenes.shape;

import io.github.dino4j.scenes.shape.Lathe.Corner;
import java.util.ArrayList;
import java.util.List;

/** Outlines for turned shapes. */
public final class Profile {
  private final List<Corner> corners = new ArrayList<>();

  public Profile to(double radius, double height) {
    corners.add(new Corner(radius, height));
    return this;
  }

  public Lathe turned() {
    return new Lathe(corners);
  }

  /** A curve through the corners (Catmull and Rom 1974), three pieces for each. */
  public Lathe smooth() {
    List<Corner> curve = new ArrayList<>();
    int last = corners.size() - 1;
    for (int i = 0; i < last; i++) {
      for (int k = 0; k < 3; k++) {
        curve.add(between(i, k / 3.0));
      }
    }
    curve.add(corners.get(last));
    return new Lathe(curve);
  }

  private Corner between(int i, double t) {
    Corner b = corners.get(i);
    Corner c = corners.get(i + 1);
    Corner in = tangent(i);
    Corner out = tangent(i + 1);
    double[] weights = {
      1 + t * t * (2 * t - 3), t * t * (3 - 2 * t), t * (1 + t * (t - 2)), t * t * (t - 1)
    };
    double radius =
        weights[0] * b.radius()
            + weights[1] * c.radius()
            + weights[2] * in.radius()
            + weights[3] * out.radius();
    double height =
        weights[0] * b.height()
            + weights[1] * c.height()
            + weights[2] * in.height()
            + weights[3] * out.height();
    return new Corner(Math.max(radius, 0), height);
  }

  private Corner tangent(int i) {
    Corner before = corners.get(Math.max(i - 1, 0));
    Corner after = corners.get(Math.min(i + 1, corners.size() - 1));
    return new Corner(
        (after.radius() - before.radius()) / 2, (after.height() - before.height()) / 2);
  }
}
