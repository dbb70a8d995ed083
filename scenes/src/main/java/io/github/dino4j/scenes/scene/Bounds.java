package io.github.dino4j.scenes.scene;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.shape.Ball;
import java.util.ArrayList;
import java.util.List;

/** The upright box about some parts. */
public record Bounds(Vec3 low, Vec3 high, double radius) {

  public static Bounds of(List<Part> parts) {
    List<Vec3> corners = new ArrayList<>();
    parts.forEach(part -> addCorners(part, corners));
    Vec3 low = corners.getFirst();
    Vec3 high = low;
    for (Vec3 p : corners) {
      low = new Vec3(Math.min(low.x(), p.x()), Math.min(low.y(), p.y()), Math.min(low.z(), p.z()));
      high =
          new Vec3(Math.max(high.x(), p.x()), Math.max(high.y(), p.y()), Math.max(high.z(), p.z()));
    }
    Vec3 centre = low.plus(high).times(0.5);
    double radius = parts.stream().mapToDouble(part -> reach(part, centre)).max().orElseThrow();
    return new Bounds(low, high, radius);
  }

  public Vec3 centre() {
    return low.plus(high).times(0.5);
  }

  public Vec3 size() {
    return high.minus(low);
  }

  private static void addCorners(Part part, List<Vec3> corners) {
    Vec3 low = part.shape().low();
    Vec3 high = part.shape().high();
    for (int i = 0; i < 8; i++) {
      corners.add(
          part.place()
              .apply(
                  new Vec3(
                      (i & 1) == 0 ? low.x() : high.x(),
                      (i & 2) == 0 ? low.y() : high.y(),
                      (i & 4) == 0 ? low.z() : high.z())));
    }
  }

  private static double reach(Part part, Vec3 centre) {
    if (part.shape() instanceof Ball) {
      Affine place = part.place();
      double longest =
          Math.max(place.x().length(), Math.max(place.y().length(), place.z().length()));
      return place.origin().minus(centre).length() + longest;
    }
    List<Vec3> corners = new ArrayList<>();
    addCorners(part, corners);
    return corners.stream().mapToDouble(p -> p.minus(centre).length()).max().orElseThrow();
  }
}
