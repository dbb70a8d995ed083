package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Capsule;
import io.github.dino4j.scenes.shape.Frustum;
import io.github.dino4j.scenes.shape.Torus;

/** The plain geometric classes, which come in any material. */
final class Solids {
  private Solids() {}

  static Assembly ball(RandomChoices draw) {
    Material material = Materials.any(draw);
    if (draw.chance(0.35)) {
      Colour first = Palette.vivid(draw);
      material =
          Material.of(
              new Paint(Cloth.SEGMENTS, 1, first, Palette.against(draw, first)),
              Reflectance.GLOSSY);
    }
    Affine place = Affine.at(0, 0.5, 0).turnX(draw.between(-50, 50)).turnZ(draw.between(-50, 50));
    return new Assembly().ball(place, 0.5, material);
  }

  static Assembly cube(RandomChoices draw) {
    Material body = Materials.any(draw);
    Assembly cube = new Assembly();
    cube.box(Affine.at(0, 0.5, 0), new Vec3(0.5, 0.5, 0.5), body);
    if (draw.chance(0.3)) {
      Material ribbon = Material.plain(Palette.vivid(draw), Reflectance.GLOSSY);
      cube.box(Affine.at(0, 0.5, 0), new Vec3(0.08, 0.507, 0.507), ribbon);
      cube.box(Affine.at(0, 0.5, 0), new Vec3(0.507, 0.507, 0.08), ribbon);
      Torus loop = new Torus(0.35);
      cube.add(loop, Affine.at(0.12, 1.06, 0).turnZ(35).turnX(90).scale(0.11), ribbon);
      cube.add(loop, Affine.at(-0.12, 1.06, 0).turnZ(-35).turnX(90).scale(0.11), ribbon);
    }
    return cube;
  }

  static Assembly cylinder(RandomChoices draw) {
    double radius = draw.between(0.26, 0.5);
    Material body = Materials.any(draw);
    Assembly cylinder = new Assembly();
    if (draw.chance(0.25)) {
      cylinder.rod(
          Affine.at(0, radius, 0).turnZ(90).turnY(draw.between(0, 360)), radius, 0.5, body);
    } else {
      cylinder.rod(Affine.at(0, 0.5, 0), radius, 0.5, body);
    }
    return cylinder;
  }

  static Assembly cone(RandomChoices draw) {
    double radius = draw.between(0.3, 0.5);
    double top = draw.chance(0.3) ? draw.between(0.15, 0.35) : 0.0;
    Material body = Materials.any(draw);
    Assembly cone = new Assembly();
    if (draw.chance(0.25)) {
      Material stripes =
          Material.of(
              new Paint(Cloth.STRIPES, 0.42, Colour.hex(0xe8662a), Colour.WHITE),
              Reflectance.SATIN);
      cone.box(Affine.at(0, 0.03, 0), new Vec3(0.44, 0.03, 0.44), stripes);
      body = stripes;
    }
    return cone.add(
        new Frustum(1, top, 0.05), Affine.at(0, 0.53, 0).scale(radius, 0.5, radius), body);
  }

  static Assembly ring(RandomChoices draw) {
    double tube = draw.between(0.2, 0.42);
    Assembly ring = new Assembly();
    Material body = Materials.any(draw);
    if (draw.chance(0.55)) {
      double lean = draw.between(70, 90);
      return ring.add(
          new Torus(tube), Affine.at(0, 0.5, 0).turnX(lean).scale(0.5 / (1 + tube)), body);
    }
    double scale = 0.5 / (1 + tube);
    ring.add(new Torus(tube), Affine.at(0, tube * scale, 0).scale(scale), body);
    if (draw.chance(0.4)) {
      ring.add(
          new Torus(tube),
          Affine.at(draw.between(-0.1, 0.1), 3 * tube * scale, 0.05).scale(scale * 0.9),
          Materials.any(draw));
    }
    return ring;
  }

  static Assembly capsule(RandomChoices draw) {
    double half = draw.between(0.8, 1.8);
    double scale = 0.5 / (1 + half);
    Colour first = Palette.any(draw);
    Material body =
        draw.chance(0.4)
            ? Material.of(
                new Paint(Cloth.STRIPES, 4, first, Palette.against(draw, first)),
                Reflectance.LACQUER)
            : Materials.any(draw);
    Affine place =
        draw.chance(0.5)
            ? Affine.at(0, 0.5, 0)
            : Affine.at(0, scale, 0).turnZ(90).turnY(draw.between(0, 360));
    return new Assembly().add(new Capsule(half), place.scale(scale), body);
  }
}
