package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.scene.Bounds;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of one object, each inside a bounding ball so that most rays pass it by. */
final class Body {
  private static final double FLAT = 0.03;
  private final Placed[] parts;
  private final boolean castsShadow;

  /** Centre and squared radius of the whole and then of each part, four numbers each. */
  private final double[] balls;

  Body(List<Placed> parts, SceneObject object) {
    this.parts = parts.toArray(Placed[]::new);
    balls = new double[4 * (parts.size() + 1)];
    boolean lies = Bounds.of(object.parts()).size().y() < FLAT;
    castsShadow = object.maskId() != SceneClass.WALL && !lies;
    ball(0, object.parts());
    for (int i = 0; i < parts.size(); i++) {
      ball(i + 1, object.parts().subList(i, i + 1));
    }
  }

  private void ball(int index, List<Part> inside) {
    Bounds bounds = Bounds.of(inside);
    Vec3 centre = bounds.centre();
    balls[4 * index] = centre.x();
    balls[4 * index + 1] = centre.y();
    balls[4 * index + 2] = centre.z();
    balls[4 * index + 3] = bounds.radius() * bounds.radius() * 1.0002;
  }

  /** False for rugs and for what hangs on walls, whose shadows nobody would miss. */
  boolean castsShadow() {
    return castsShadow;
  }

  boolean seenThrough(Window window) {
    Vec3 centre = new Vec3(balls[0], balls[1], balls[2]);
    return window.shows(centre, Math.sqrt(balls[3]));
  }

  /** The nearest part before {@code hit.t}, which it then lowers; null if there is none. */
  @Nullable Placed closest(Ray ray, Ray local, Hit hit) {
    Placed found = null;
    if (near(0, ray, hit.t)) {
      for (int i = 0; i < parts.length; i++) {
        if (near(i + 1, ray, hit.t)) {
          double t = parts[i].hit(ray, local, hit.t);
          if (t < hit.t) {
            hit.t = t;
            found = parts[i];
          }
        }
      }
    }
    return found;
  }

  /** Whether any part lies before {@code far}. */
  boolean blocks(Ray ray, Ray local, double far) {
    if (near(0, ray, far)) {
      for (int i = 0; i < parts.length; i++) {
        if (near(i + 1, ray, far) && parts[i].hit(ray, local, far) < far) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether the ray enters the ball before {@code far}. */
  private boolean near(int index, Ray ray, double far) {
    double x = balls[4 * index] - ray.ox;
    double y = balls[4 * index + 1] - ray.oy;
    double z = balls[4 * index + 2] - ray.oz;
    double along = x * ray.dx + y * ray.dy + z * ray.dz;
    double outside = x * x + y * y + z * z - balls[4 * index + 3];
    double root = along * along - outside;
    if (root <= 0 || outside > 0 && along < 0) {
      return false;
    }
    double beyond = along - far;
    return beyond <= 0 || beyond * beyond < root;
  }
}
