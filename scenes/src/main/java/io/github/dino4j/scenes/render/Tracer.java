package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneObject;
import io.github.dino4j.scenes.shape.Plane;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what rays meet in one stage. Holds scratch space, so each thread needs its own. */
final class Tracer {
  private final Placed[] surfaces;
  private final Body[] bodies;
  private final Body[] casters;
  private final Body[] seen;
  private final Ray local = new Ray();
  private int seenCount;
  private int count;

  Tracer(Scene.Stage stage) {
    List<Placed> flat = new ArrayList<>();
    List<Body> solid = new ArrayList<>();
    for (SceneObject object : stage.backdrop().surfaces()) {
      if (object.parts().getFirst().shape() instanceof Plane) {
        flat.addAll(place(object));
      } else {
        solid.add(new Body(place(object), object));
      }
    }
    for (SceneObject object : stage.objects()) {
      solid.add(new Body(place(object), object));
    }
    surfaces = flat.toArray(Placed[]::new);
    bodies = solid.toArray(Body[]::new);
    casters = solid.stream().filter(Body::castsShadow).toArray(Body[]::new);
    seen = new Body[bodies.length];
  }

  private List<Placed> place(SceneObject object) {
    return object.parts().stream().map(part -> new Placed(part, object, ++count)).toList();
  }

  /** Prepares {@link #seen} for rays from the camera through the window. */
  void lookThrough(Window window) {
    seenCount = 0;
    for (Body body : bodies) {
      if (body.seenThrough(window)) {
        seen[seenCount++] = body;
      }
    }
  }

  /** The nearest hit of a camera ray through the present window; of the hit only t is set. */
  @Nullable Placed seen(Ray eye, Hit hit) {
    Placed found = flat(eye, hit);
    for (int i = 0; i < seenCount; i++) {
      Placed nearer = seen[i].closest(eye, local, hit);
      found = nearer == null ? found : nearer;
    }
    return found;
  }

  /** The nearest hit of any ray; of the hit only {@code t} is set. */
  @Nullable Placed closest(Ray ray, Hit hit) {
    Placed found = flat(ray, hit);
    for (Body body : bodies) {
      Placed nearer = body.closest(ray, local, hit);
      found = nearer == null ? found : nearer;
    }
    return found;
  }

  private @Nullable Placed flat(Ray ray, Hit hit) {
    hit.t = Double.POSITIVE_INFINITY;
    Placed found = null;
    for (Placed surface : surfaces) {
      double t = surface.cross(ray, hit.t);
      if (t < hit.t) {
        hit.t = t;
        found = surface;
      }
    }
    return found;
  }

  /** Whether anything that casts a shadow stands between the ray's origin and {@code far}. */
  boolean blocked(Ray ray, double far) {
    for (Body body : casters) {
      if (body.blocks(ray, local, far)) {
        return true;
      }
    }
    return false;
  }
}
