package io.github.dino4j.scenes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what rays meet in one stage. Holds scratch space, so each thread needs its own. */
final class Tracer {
  private final Placed[] surfaces;
  private final Body[] bodies;
  private final Ray local = new Ray();
  private int count;

  Tracer(Scene.Stage stage) {
    List<Placed> flat = new ArrayList<>();
    List<Body> solid = new ArrayList<>();
    for (SceneObject object : stage.backdrop().surfaces()) {
      if (object.parts().getFirst().shape() instanceof Plane) {
        flat.addAll(place(object));
      } else {
        solid.add(new Body(place(object), Bounds.of(object.parts())));
      }
    }
    for (SceneObject object : stage.objects()) {
      solid.add(new Body(place(object), Bounds.of(object.parts())));
    }
    surfaces = flat.toArray(Placed[]::new);
    bodies = solid.toArray(Body[]::new);
  }

  private List<Placed> place(SceneObject object) {
    return object.parts().stream().map(part -> new Placed(part, object, ++count)).toList();
  }

  /** Finds the nearest hit; only {@code t} and {@code part} of the hit are set. */
  @Nullable Placed closest(Ray ray, Hit hit, double far) {
    double t = far;
    Placed found = null;
    for (Placed surface : surfaces) {
      double at = surface.hit(ray, local, t);
      if (at < t) {
        t = at;
        found = surface;
      }
    }
    for (Body body : bodies) {
      if (body.near(ray, t)) {
        for (Placed part : body.parts) {
          double at = part.hit(ray, local, t);
          if (at < t) {
            t = at;
            found = part;
          }
        }
      }
    }
    hit.t = t;
    hit.part = found;
    return found;
  }

  /** Whether an object stands between the ray's origin and {@code far}; planes cast no shadow. */
  boolean blocked(Ray ray, double far) {
    for (Body body : bodies) {
      if (body.near(ray, far)) {
        for (Placed part : body.parts) {
          if (part.hit(ray, local, far) < far) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
