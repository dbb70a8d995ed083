package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Frustum;
import io.github.dino4j.scenes.shape.Polyhedron;

/** Houses and castles. */
final class Buildings {
  private Buildings() {}

  static Assembly house(RandomChoices draw) {
    double width = draw.between(0.32, 0.42);
    double depth = draw.between(0.32, 0.5);
    double wall = draw.between(0.22, 0.34);
    double roof = draw.between(0.14, 0.24);
    Material facade =
        draw.chance(0.55)
            ? Materials.masonry(draw)
            : Material.plain(Palette.any(draw), Reflectance.MATTE);
    Material roofing = Materials.roofing(draw);
    Assembly house = new Assembly();
    house.box(Affine.at(0, wall, 0), new Vec3(width, wall, depth), facade);
    Affine top = Affine.at(0, 2 * wall + roof, 0);
    boolean hipped = draw.chance(0.3);
    house.add(
        hipped ? Polyhedron.PYRAMID : Polyhedron.GABLE,
        top.scale(width + 0.06, roof, depth + 0.05),
        roofing);
    if (draw.chance(0.6)) {
      house.box(
          Affine.at(width * 0.5, 2 * wall + roof * 1.3, depth * 0.4),
          new Vec3(0.05, roof * 0.9, 0.05),
          Materials.masonry(draw));
    }
    windows(house, new Vec3(width, wall, depth), draw);
    return house;
  }

  private static void windows(Assembly house, Vec3 half, RandomChoices draw) {
    Material glass = Materials.pane(draw);
    Material trim = Material.plain(Colour.hex(0xf1ede4), Reflectance.SATIN);
    Material door = Materials.wood(draw);
    double y = half.y() * 1.15;
    for (int face = -1; face <= 1; face += 2) {
      for (int side = -1; side <= 1; side += 2) {
        double x = side * half.x() * 0.56;
        pane(house, Affine.at(x, y, face * half.z()), glass, trim);
        pane(house, Affine.at(face * half.x(), y, side * half.z() * 0.5).turnY(90), glass, trim);
      }
      house.box(
          Affine.at(0, half.y() * 0.62, face * half.z()),
          new Vec3(half.x() * 0.2, half.y() * 0.62, 0.015),
          door);
    }
  }

  private static void pane(Assembly house, Affine at, Material glass, Material trim) {
    house.box(at, new Vec3(0.075, 0.085, 0.01), trim);
    house.box(at, new Vec3(0.056, 0.066, 0.016), glass);
  }

  static Assembly castle(RandomChoices draw) {
    Material stone = Materials.masonry(draw);
    Material cone = Materials.roofing(draw);
    Material gate = Materials.wood(draw);
    double reach = draw.between(0.3, 0.36);
    double wall = draw.between(0.16, 0.24);
    boolean pointed = draw.chance(0.65);
    Material tops = pointed ? cone : stone;
    Assembly castle = new Assembly();
    castle.box(Affine.at(0, wall, 0), new Vec3(reach, wall, reach), stone);
    for (int i = 0; i < 4; i++) {
      Affine corner = Affine.at(0, 0, 0).turnY(90 * i);
      double high = wall * draw.between(1.3, 1.7);
      tower(castle, corner.then(Affine.at(reach, 0, reach)).scale(0.11, high, 0.11), stone, tops);
      castle.box(
          corner.then(Affine.at(0, 2 * wall + 0.03, reach - 0.03)),
          new Vec3(0.05, 0.04, 0.03),
          stone);
    }
    Affine keep = Affine.at(0, 0, 0).scale(0.16, draw.between(0.36, 0.42), 0.16);
    tower(castle, keep, stone, tops);
    Vec3 half = new Vec3(0.09, wall * 0.6, 0.015);
    castle.box(Affine.at(0, half.y(), reach), half, gate);
    return castle.box(Affine.at(0, half.y(), -reach), half, gate);
  }

  /** A tower of unit radius from y = 0 to 2, under a cone or a crown of stone. */
  private static void tower(Assembly castle, Affine at, Material stone, Material top) {
    castle.add(Frustum.CYLINDER, at.then(Affine.at(0, 1, 0)), stone);
    if (top == stone) {
      castle.add(new Frustum(1, 1.25, 0.05), at.then(Affine.at(0, 2, 0).scale(1, 0.12, 1)), stone);
    } else {
      castle.add(Frustum.CONE, at.then(Affine.at(0, 2.35, 0).scale(1.3, 0.42, 1.3)), top);
    }
  }
}
