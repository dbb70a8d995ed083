package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Hit;
import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.random.Noise;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.SceneObject;
import io.github.dino4j.scenes.shape.Plane;
import io.github.dino4j.scenes.shape.Shape;

/** A part made ready for many rays: its inverse map in plain fields. */
final class Placed {
  final Material material;
  final int surface;
  final SceneObject owner;
  final Colour average;
  private final Shape shape;
  private final double sx;
  private final double sy;
  private final double sz;
  private final double ox;
  private final double oy;
  private final double oz;
  private final double m00;
  private final double m01;
  private final double m02;
  private final double m10;
  private final double m11;
  private final double m12;
  private final double m20;
  private final double m21;
  private final double m22;

  Placed(Part part, SceneObject owner, int surface) {
    this.material = part.material();
    this.owner = owner;
    this.surface = surface;
    this.average = material.paint().average();
    this.shape = part.shape();
    Affine map = part.place();
    sx = map.x().length();
    sy = map.y().length();
    sz = map.z().length();
    Vec3 a = map.y().cross(map.z());
    Vec3 b = map.z().cross(map.x());
    Vec3 c = map.x().cross(map.y());
    double scale = 1 / map.x().dot(a);
    m00 = a.x() * scale;
    m01 = a.y() * scale;
    m02 = a.z() * scale;
    m10 = b.x() * scale;
    m11 = b.y() * scale;
    m12 = b.z() * scale;
    m20 = c.x() * scale;
    m21 = c.y() * scale;
    m22 = c.z() * scale;
    ox = map.origin().x();
    oy = map.origin().y();
    oz = map.origin().z();
  }

  /** The t of the first hit before {@code far}; {@code local} is scratch space. */
  double hit(Ray ray, Ray local, double far) {
    double x = ray.ox - ox;
    double y = ray.oy - oy;
    double z = ray.oz - oz;
    local.ox = m00 * x + m01 * y + m02 * z;
    local.oy = m10 * x + m11 * y + m12 * z;
    local.oz = m20 * x + m21 * y + m22 * z;
    local.dx = m00 * ray.dx + m01 * ray.dy + m02 * ray.dz;
    local.dy = m10 * ray.dx + m11 * ray.dy + m12 * ray.dz;
    local.dz = m20 * ray.dx + m21 * ray.dy + m22 * ray.dz;
    return shape.hit(local, far);
  }

  /** The t at which the ray crosses the part if it is a {@link Plane}; the same as {@link #hit}. */
  double cross(Ray ray, double far) {
    double y = m10 * (ray.ox - ox) + m11 * (ray.oy - oy) + m12 * (ray.oz - oz);
    double t = -y / (m10 * ray.dx + m11 * ray.dy + m12 * ray.dz);
    return t > Shape.NEAR && t < far ? t : Shape.NONE;
  }

  /** Completes a hit at {@code hit.t}: point, normal towards the viewer; texture point in probe. */
  void resolve(Ray ray, Hit hit, SurfacePoint probe) {
    hit.x = ray.ox + hit.t * ray.dx;
    hit.y = ray.oy + hit.t * ray.dy;
    hit.z = ray.oz + hit.t * ray.dz;
    double x = hit.x - ox;
    double y = hit.y - oy;
    double z = hit.z - oz;
    probe.x = m00 * x + m01 * y + m02 * z;
    probe.y = m10 * x + m11 * y + m12 * z;
    probe.z = m20 * x + m21 * y + m22 * z;
    shape.normal(probe);
    double nx = m00 * probe.nx + m10 * probe.ny + m20 * probe.nz;
    double ny = m01 * probe.nx + m11 * probe.ny + m21 * probe.nz;
    double nz = m02 * probe.nx + m12 * probe.ny + m22 * probe.nz;
    double facing = nx * ray.dx + ny * ray.dy + nz * ray.dz;
    double scale = Math.copySign(1 / Math.sqrt(nx * nx + ny * ny + nz * nz), -facing);
    hit.nx = nx * scale;
    hit.ny = ny * scale;
    hit.nz = nz * scale;
  }

  /** Reads the texture at the point that {@link #resolve} left in the probe. */
  void paint(Hit hit, SurfacePoint probe, double footprint) {
    Material.Paint paint = material.paint();
    double mix = 0;
    double tone = 1;
    double blur = Noise.share(2 * footprint / paint.scale() - 0.5);
    if (blur < 1 && paint.pattern() != Cloth.PLAIN) {
      probe.x *= sx;
      probe.y *= sy;
      probe.z *= sz;
      probe.sx = sx;
      probe.sy = sy;
      probe.sz = sz;
      probe.footprint = footprint;
      probe.tone = 1;
      shape.map(probe);
      paint.pattern().paint(probe, paint.scale());
      mix = probe.mix;
      tone = probe.tone + (1 - probe.tone) * blur;
    }
    mix += (paint.pattern().average() - mix) * blur;
    Colour a = paint.first();
    Colour b = paint.second();
    hit.r = (a.r() + (b.r() - a.r()) * mix) * tone;
    hit.g = (a.g() + (b.g() - a.g()) * mix) * tone;
    hit.b = (a.b() + (b.b() - a.b()) * mix) * tone;
  }
}
