package io.github.dino4j.scenes;

/**
 * How bright a sample is: each light once, one bounce for the light of the surroundings, and a
 * mirror image where the surface has one.
 */
final class Shader {
  private final Tracer tracer;
  private final Frame frame;
  private final Backdrop backdrop;
  private final Emitter[] emitters;
  private final Glance glance;
  private final double sampleAngle;
  private final Hit hit = new Hit();
  private final Hit other = new Hit();

  /** Light from all sides at the latest sample. */
  private final Hit around = new Hit();

  private final Probe probe = new Probe();
  private final Ray ray = new Ray();
  private int slot;

  Shader(Scene scene, Tracer tracer, Frame frame) {
    this.tracer = tracer;
    this.frame = frame;
    Scene.Stage stage = scene.stage();
    backdrop = stage.backdrop();
    emitters = stage.lights().stream().map(Emitter::new).toArray(Emitter[]::new);
    glance = new Glance(tracer, backdrop.sky(), emitters);
    sampleAngle = 1 / (scene.camera().lens().focal() * frame.side);
  }

  /** Writes the sample at (column, row) of the frame as seen along {@code eye}. */
  void shade(Ray eye, int column, int row) {
    slot = Samples.slot(column, row);
    int index = row * frame.side + column;
    int at = 3 * index;
    Placed part = tracer.seen(eye, hit);
    if (part == null) {
      backdrop.sky().view(eye, other);
      add(at, other, 1);
      return;
    }
    part.resolve(eye, hit, probe);
    double facing = -(hit.nx * eye.dx + hit.ny * eye.dy + hit.nz * eye.dz);
    part.paint(hit, probe, hit.t * sampleAngle / Math.sqrt(Math.max(facing, 0.05)));
    frame.normal[at] = (float) hit.nx;
    frame.normal[at + 1] = (float) hit.ny;
    frame.normal[at + 2] = (float) hit.nz;
    Finish finish = part.material.finish();
    frame.surface[index] = finish.metal() && finish.roughness() < 0.3 ? 0 : part.surface;
    add(at, hit, finish.glow());
    ray.from(lift(hit.x, hit.nx), lift(hit.y, hit.ny), lift(hit.z, hit.nz));
    for (int i = 0; i < emitters.length; i++) {
      direct(eye, finish, at, i);
    }
    if (finish.metal()) {
      mirror(eye, facing, finish.roughness());
      lit(at, other);
    } else {
      bounce(column, row);
      lit(at, around);
      if (finish.mirrors()) {
        mirror(eye, facing, 0);
        add(at, other, fresnel(finish.reflectance(), facing));
      }
    }
    if (hit.ny > 0.99 && backdrop.haze() < Double.POSITIVE_INFINITY) {
      haze(part, at);
    }
    frame.colour[at] = (float) hit.r;
    frame.colour[at + 1] = (float) hit.g;
    frame.colour[at + 2] = (float) hit.b;
  }

  private double lift(double position, double normal) {
    return position + normal * (2e-4 + 1e-4 * hit.t);
  }

  private void direct(Ray eye, Finish finish, int at, int number) {
    Emitter light = emitters[number];
    light.aim(hit, Samples.x(slot, number), Samples.y(slot, number));
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
    boolean metal = finish.metal();
    double shine = metal || finish.reflectance() > 0 ? power * highlight(eye, light, finish) : 0;
    double diffuse = metal ? shine : power;
    frame.light[at] += (float) (light.power.r() * diffuse);
    frame.light[at + 1] += (float) (light.power.g() * diffuse);
    frame.light[at + 2] += (float) (light.power.b() * diffuse);
    if (!metal && shine > 0) {
      frame.added[at] += (float) (light.power.r() * shine);
      frame.added[at + 1] += (float) (light.power.g() * shine);
      frame.added[at + 2] += (float) (light.power.b() * shine);
    }
  }

  /** GGX with the visibility term of Kelemen and Szirmay-Kalos; soft lights widen the lobe. */
  private double highlight(Ray eye, Emitter light, Finish finish) {
    double x = light.dx - eye.dx;
    double y = light.dy - eye.dy;
    double z = light.dz - eye.dz;
    double scale = 1 / Math.sqrt(x * x + y * y + z * z);
    double nh = (x * hit.nx + y * hit.ny + z * hit.nz) * scale;
    double lh = Math.max((x * light.dx + y * light.dy + z * light.dz) * scale, 0.1);
    double rough = Math.max(finish.roughness(), 0.12);
    double a2 = rough * rough * rough * rough;
    double d = nh * nh * (a2 - 1) + 1;
    double reflectance = finish.metal() ? 1 : fresnel(finish.reflectance(), lh);
    return Math.min(a2 / (d * d) / (4 * lh * lh * (rough + 0.5)) * reflectance, 6);
  }

  private static double fresnel(double reflectance, double cosine) {
    double away = 1 - Math.max(cosine, 0);
    double square = away * away;
    return reflectance + (1 - reflectance) * square * square * away;
  }

  /**
   * One cosine-weighted ray into the half space over the surface. The right sample of a pair takes
   * over what the left one found on the same surface; a tile still sees eight directions.
   */
  private void bounce(int column, int row) {
    int index = row * frame.side + column;
    if ((column & 1) == 0 || !frame.alike(index, index - 1)) {
      int pair = Samples.pair(column, row);
      around(hit.nx, hit.ny, hit.nz, Samples.pairX(pair), Samples.pairY(pair));
      glance.diffuse(ray, around);
    }
  }

  private void mirror(Ray eye, double facing, double roughness) {
    double x = eye.dx + 2 * facing * hit.nx;
    double y = eye.dy + 2 * facing * hit.ny;
    double z = eye.dz + 2 * facing * hit.nz;
    double spread = roughness * roughness * 1.5;
    around(x, y, z, Samples.x(slot, 3) * spread, Samples.y(slot, 3) * spread);
    glance.sharp(ray, other, hit.t * sampleAngle);
  }

  /** Points the ray along (x, y, z) tilted by the disc point (s, t); basis of Duff et al. 2017. */
  private void around(double x, double y, double z, double s, double t) {
    double sign = Math.copySign(1, z);
    double a = -1 / (sign + z);
    double b = x * y * a;
    double c = Math.sqrt(Math.max(1 - s * s - t * t, 0.01));
    ray.towards(
        s * (1 + sign * x * x * a) + t * b + c * x,
        s * sign * b + t * (sign + y * y * a) + c * y,
        -s * sign * x - t * y + c * z);
  }

  private void haze(Placed part, int at) {
    if (part.owner.maskId() != SceneClass.GROUND) {
      return;
    }
    double far = hit.t * hit.t / (hit.t * hit.t + backdrop.haze() * backdrop.haze());
    double share = Noise.step(0.2, 0.97, far);
    backdrop.sky().ambient(0, other);
    for (int i = 0; i < 3; i++) {
      frame.added[at + i] *= (float) (1 - share);
    }
    add(at, other, share);
    hit.r *= 1 - share;
    hit.g *= 1 - share;
    hit.b *= 1 - share;
  }

  private void lit(int at, Hit colour) {
    frame.light[at] += (float) colour.r;
    frame.light[at + 1] += (float) colour.g;
    frame.light[at + 2] += (float) colour.b;
  }

  private void add(int at, Hit colour, double factor) {
    frame.added[at] += (float) (colour.r * factor);
    frame.added[at + 1] += (float) (colour.g * factor);
    frame.added[at + 2] += (float) (colour.b * factor);
  }
}
