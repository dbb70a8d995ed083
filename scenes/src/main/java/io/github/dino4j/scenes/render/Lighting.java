package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.material.Reflectance;

/** The light that falls on a surface point: each lamp once, and one bounce from all sides. */
final class Lighting {
  private static final int BOUNCE = 3;
  private final Tracer tracer;
  private final Emitter[] emitters;
  private final SecondaryRay glance;
  private final Hit bounced = new Hit();
  private final Ray ray = new Ray();

  /** Result: light that the colour of the surface is to be multiplied by. */
  final Hit fallen = new Hit();

  /** Result: highlights, whatever the colour. */
  final Hit shine = new Hit();

  Lighting(Tracer tracer, Emitter[] emitters, SecondaryRay glance) {
    this.tracer = tracer;
    this.emitters = emitters;
    this.glance = glance;
  }

  /** Lights the point and normal of {@code hit} with the sample points of {@code slot}. */
  void light(Ray eye, Hit hit, Reflectance finish, int slot) {
    black(fallen);
    black(shine);
    ray.leave(hit);
    for (int i = 0; i < emitters.length; i++) {
      emitters[i].aim(hit, DiscSamples.x(slot, i), DiscSamples.y(slot, i));
      direct(eye, hit, finish, emitters[i]);
    }
    if (!finish.metal()) {
      ray.towards(hit.nx, hit.ny, hit.nz);
      ray.tilt(DiscSamples.x(slot, BOUNCE), DiscSamples.y(slot, BOUNCE));
      glance.diffuse(ray, bounced);
      fallen.r += bounced.r;
      fallen.g += bounced.g;
      fallen.b += bounced.b;
    }
  }

  private void direct(Ray eye, Hit hit, Reflectance finish, Emitter light) {
    double facing = hit.nx * light.dx + hit.ny * light.dy + hit.nz * light.dz;
    if (facing <= 0) {
      return;
    }
    ray.dx = light.dx;
    ray.dy = light.dy;
    ray.dz = light.dz;
    if (tracer.blocked(ray, light.distance)) {
      return;
    }
    double power = light.strength * facing;
    if (!finish.metal()) {
      add(light, power, fallen);
    }
    if (finish.metal() || finish.reflectance() > 0) {
      light.aim(hit, 0, 0);
      add(light, power * highlight(eye, hit, light, finish), finish.metal() ? fallen : shine);
    }
  }

  /** GGX with the visibility term of Kelemen and Szirmay-Kalos 2001. */
  private static double highlight(Ray eye, Hit hit, Emitter light, Reflectance finish) {
    double x = light.dx - eye.dx;
    double y = light.dy - eye.dy;
    double z = light.dz - eye.dz;
    double scale = 1 / Math.sqrt(x * x + y * y + z * z);
    double nh = (x * hit.nx + y * hit.ny + z * hit.nz) * scale;
    double lh = Math.max((x * light.dx + y * light.dy + z * light.dz) * scale, 0.1);
    // The middle of the light stands for all of it, so a wide light blurs its highlight.
    double rough = Math.max(finish.roughness(), 0.12);
    double alpha = Math.min(rough * rough + 0.8 * light.spread, 1);
    double a2 = alpha * alpha;
    double d = nh * nh * (a2 - 1) + 1;
    double reflected = finish.metal() ? 1 : finish.fresnel(lh);
    return Math.min(a2 / (d * d) / (4 * lh * lh * (rough + 0.5)) * reflected, 6);
  }

  private static void black(Hit colour) {
    colour.r = 0;
    colour.g = 0;
    colour.b = 0;
  }

  private static void add(Emitter light, double factor, Hit to) {
    to.r += light.power.r() * factor;
    to.g += light.power.g() * factor;
    to.b += light.power.b() * factor;
  }
}
