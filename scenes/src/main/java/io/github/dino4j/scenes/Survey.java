package io.github.dino4j.scenes;

/** Fills in what is known about each pixel, by one ray through its centre. */
final class Survey {
  private final Vec3 forward;
  private final Tracer tracer;
  private final GroundTruth truth;
  private final Hit hit = new Hit();
  private final Probe probe = new Probe();

  Survey(Vec3 forward, Tracer tracer, int size) {
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
