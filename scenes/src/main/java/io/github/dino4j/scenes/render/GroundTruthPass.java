package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;

/** Fills in what is known about each pixel, by one ray through its centre. */
final class GroundTruthPass {
  private final Vec3 forward;
  private final Tracer tracer;
  private final GroundTruth truth;
  private final Hit hit = new Hit();
  private final SurfacePoint probe = new SurfacePoint();

  GroundTruthPass(Vec3 forward, Tracer tracer, int size) {
    this.forward = forward;
    this.tracer = tracer;
    this.truth = new GroundTruth(size);
  }

  GroundTruth truth() {
    return truth;
  }

  void look(Ray eye, int pixel) {
    Placed part = tracer.seen(eye, hit);
    if (part == null) {
      truth.depth()[pixel] = Float.POSITIVE_INFINITY;
      return;
    }
    part.resolve(eye, hit, probe);
    double along = eye.dx * forward.x() + eye.dy * forward.y() + eye.dz * forward.z();
    truth.classes()[pixel] = (byte) part.owner.maskId();
    truth.instances()[pixel] = part.owner.instance();
    truth.depth()[pixel] = (float) (hit.t * along);
    truth.normals()[3 * pixel] = (float) hit.nx;
    truth.normals()[3 * pixel + 1] = (float) hit.ny;
    truth.normals()[3 * pixel + 2] = (float) hit.nz;
  }
}
