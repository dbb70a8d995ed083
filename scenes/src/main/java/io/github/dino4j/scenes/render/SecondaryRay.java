package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.scene.Sky;

/**
 * The light that comes back along a second ray. Shadows are left out here: what lies near is
 * darkened instead, which is what gives corners and feet their contact shade.
 */
final class SecondaryRay {
  private static final double CONTACT = 0.22;
  private final Tracer tracer;
  private final Sky sky;
  private final Emitter[] emitters;
  private final Colour ambient;
  private final SurfacePoint probe = new SurfacePoint();

  SecondaryRay(Tracer tracer, Sky sky, Emitter[] emitters) {
    this.tracer = tracer;
    this.sky = sky;
    this.emitters = emitters;
    ambient = sky.zenith().towards(sky.horizon(), 0.5).times(0.6);
  }

  /** For light from all sides: average colours, gradient sky. */
  void diffuse(Ray ray, Hit out) {
    Placed part = tracer.closest(ray, out);
    if (part == null) {
      sky.ambient(ray.dy, out);
      return;
    }
    part.resolve(ray, out, probe);
    out.r = part.average.r();
    out.g = part.average.g();
    out.b = part.average.b();
    light(part, out, out.t / (out.t + CONTACT));
  }

  /** For mirror images: textures and the whole sky. */
  void sharp(Ray ray, Hit out, double footprint) {
    Placed part = tracer.closest(ray, out);
    if (part == null) {
      sky.view(ray, out);
      return;
    }
    part.resolve(ray, out, probe);
    part.paint(out, probe, footprint * 2 + out.t * 0.01);
    light(part, out, out.t / (out.t + CONTACT / 2));
  }

  private void light(Placed part, Hit out, double share) {
    double r = ambient.r();
    double g = ambient.g();
    double b = ambient.b();
    for (Emitter emitter : emitters) {
      emitter.aim(out, 0, 0);
      double facing = out.nx * emitter.dx + out.ny * emitter.dy + out.nz * emitter.dz;
      if (facing > 0) {
        double power = 0.6 * facing * emitter.strength;
        r += emitter.power.r() * power;
        g += emitter.power.g() * power;
        b += emitter.power.b() * power;
      }
    }
    double glow = part.material.finish().glow();
    out.r *= r * share + glow;
    out.g *= g * share + glow;
    out.b *= b * share + glow;
  }
}
