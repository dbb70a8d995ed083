package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.Noise;
import io.github.dino4j.scenes.scene.Backdrop;
import io.github.dino4j.scenes.scene.Scene;
import io.github.dino4j.scenes.scene.SceneClass;

/** What a sample of the picture shows: texture, light, mirror image, haze. */
final class Shader {
  private static final int MIRROR = 2;
  private final Tracer tracer;
  private final LightFrame frame;
  private final Backdrop backdrop;
  private final SecondaryRay glance;
  private final Lighting lighting;
  private final double sampleAngle;
  private final Hit hit = new Hit();
  private final Hit other = new Hit();
  private final SurfacePoint probe = new SurfacePoint();
  private final Ray ray = new Ray();

  Shader(Scene scene, Tracer tracer, LightFrame frame) {
    this.tracer = tracer;
    this.frame = frame;
    backdrop = scene.stage().backdrop();
    Emitter[] emitters = scene.stage().lights().stream().map(Emitter::new).toArray(Emitter[]::new);
    glance = new SecondaryRay(tracer, backdrop.sky(), emitters);
    lighting = new Lighting(tracer, emitters, glance);
    sampleAngle = 1 / (scene.camera().lens().focal() * frame.side);
  }

  /**
   * Writes the sample at (column, row) of the frame as seen along {@code eye}. The right one of a
   * pair takes over the light of the left one on the same surface, so the left comes first.
   */
  void shade(Ray eye, int column, int row) {
    int index = row * frame.side + column;
    int at = 3 * index;
    Placed part = tracer.seen(eye, hit);
    if (part == null) {
      backdrop.sky().view(eye, other);
      add(frame.added, at, other, 1);
      return;
    }
    part.resolve(eye, hit, probe);
    double facing = -(hit.nx * eye.dx + hit.ny * eye.dy + hit.nz * eye.dz);
    part.paint(hit, probe, hit.t * sampleAngle / Math.sqrt(Math.max(facing, 0.05)));
    frame.normal[at] = (float) hit.nx;
    frame.normal[at + 1] = (float) hit.ny;
    frame.normal[at + 2] = (float) hit.nz;
    Reflectance finish = part.material.finish();
    boolean sharp = finish.metal() && finish.roughness() < 0.3;
    frame.surface[index] = sharp ? 0 : part.surface;
    int slot = DiscSamples.slot(column, row);
    if ((column & 1) == 0 || !frame.alike(index, index - 1)) {
      lighting.light(eye, hit, finish, slot);
    }
    add(frame.light, at, lighting.fallen, 1);
    add(frame.added, at, lighting.shine, 1);
    add(frame.added, at, hit, finish.glow());
    if (finish.metal()) {
      mirror(eye, facing, finish.roughness(), slot);
      add(frame.light, at, other, 1);
    } else if (finish.mirrors()) {
      mirror(eye, facing, 0, slot);
      add(frame.added, at, other, finish.fresnel(facing));
    }
    if (part.owner.maskId() == SceneClass.GROUND && backdrop.haze() < Double.POSITIVE_INFINITY) {
      haze(at);
    }
    add(frame.colour, at, hit, 1);
  }

  private void mirror(Ray eye, double facing, double roughness, int slot) {
    double spread = roughness * roughness * 1.5;
    ray.leave(hit);
    ray.towards(
        eye.dx + 2 * facing * hit.nx, eye.dy + 2 * facing * hit.ny, eye.dz + 2 * facing * hit.nz);
    if (spread > 0) {
      ray.tilt(DiscSamples.x(slot, MIRROR) * spread, DiscSamples.y(slot, MIRROR) * spread);
    }
    glance.sharp(ray, other, hit.t * sampleAngle);
  }

  private void haze(int at) {
    double far = hit.t * hit.t / (hit.t * hit.t + backdrop.haze() * backdrop.haze());
    double share = Noise.step(0.2, 0.97, far);
    backdrop.sky().ambient(0, other);
    for (int i = 0; i < 3; i++) {
      frame.added[at + i] *= (float) (1 - share);
    }
    add(frame.added, at, other, share);
    hit.r *= 1 - share;
    hit.g *= 1 - share;
    hit.b *= 1 - share;
  }

  private static void add(float[] to, int at, Hit colour, double factor) {
    to[at] += (float) (colour.r * factor);
    to[at + 1] += (float) (colour.g * factor);
    to[at + 2] += (float) (colour.b * factor);
  }
}
