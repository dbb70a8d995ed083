package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Ball;
import io.github.dino4j.scenes.shape.Frustum;

/** Tables, chairs and lamps. */
final class Furniture {
  private Furniture() {}

  static Assembly table(RandomChoices draw) {
    Material top = draw.chance(0.65) ? Materials.wood(draw) : Materials.any(draw);
    Material legs = draw.chance(0.6) ? top : Materials.metal(draw);
    double height = draw.between(0.45, 0.75);
    double width = draw.between(0.42, 0.5);
    double depth = draw.between(0.28, 0.5);
    Assembly table = new Assembly();
    if (draw.chance(0.3)) {
      table.rod(Affine.at(0, height, 0), 0.5, 0.035, top);
      table.rod(Affine.at(0, height / 2, 0), 0.055, height / 2, legs);
      return table.add(
          new Frustum(1, 0.3, 0.08), Affine.at(0, 0.04, 0).scale(0.26, 0.04, 0.26), legs);
    }
    table.box(Affine.at(0, height, 0), new Vec3(width, 0.035, depth), top);
    table.box(Affine.at(0, height - 0.07, 0), new Vec3(width - 0.07, 0.04, depth - 0.07), legs);
    return legs(
        table, new Vec3(width - 0.06, height, depth - 0.06), draw.between(0.025, 0.045), legs);
  }

  private static Assembly legs(Assembly on, Vec3 corner, double thick, Material material) {
    for (int i = 0; i < 4; i++) {
      double x = (i & 1) == 0 ? corner.x() : -corner.x();
      double z = (i & 2) == 0 ? corner.z() : -corner.z();
      double half = corner.y() / 2;
      on.box(Affine.at(x, half, z), new Vec3(thick, half, thick), material);
    }
    return on;
  }

  static Assembly chair(RandomChoices draw) {
    Material frame = draw.chance(0.6) ? Materials.wood(draw) : Materials.plastic(draw);
    Material seat = draw.chance(0.5) ? frame : Materials.cloth(draw);
    double width = draw.between(0.22, 0.28);
    double height = draw.between(0.4, 0.48);
    Assembly chair = new Assembly();
    chair.box(Affine.at(0, height, 0), new Vec3(width, 0.04, width), seat);
    legs(chair, new Vec3(width - 0.035, height, width - 0.035), 0.026, frame);
    Affine back = Affine.at(0, height, -width + 0.03).turnX(-draw.between(2, 10));
    double half = (1 - height) / 2;
    if (draw.chance(0.4)) {
      chair.box(back.then(Affine.at(0, half, 0)), new Vec3(width, half, 0.03), seat);
      return chair;
    }
    for (int side = -1; side <= 1; side += 2) {
      chair.box(
          back.then(Affine.at(side * (width - 0.026), half, 0)),
          new Vec3(0.026, half, 0.026),
          frame);
    }
    int slats = draw.between(2, 3);
    for (int i = 0; i < slats; i++) {
      double y = 2 * half * (0.95 - 0.65 * i / slats);
      chair.box(back.then(Affine.at(0, y, 0)), new Vec3(width, 0.05, 0.018), frame);
    }
    return chair;
  }

  static Assembly lamp(RandomChoices draw) {
    Material stand = draw.chance(0.6) ? Materials.metal(draw) : Materials.glazed(draw);
    Colour shade = Palette.any(draw).towards(Colour.hex(0xffe2b0), 0.5);
    Material cloth =
        Material.of(
            new Paint(
                draw.pick(Cloth.PLAIN, Cloth.WEAVE, Cloth.UPRIGHT_STRIPES),
                0.12,
                shade,
                shade.times(0.8)),
            Reflectance.glowing(draw.chance(0.6) ? 1.1 : 0.15));
    double wide = draw.between(0.24, 0.36);
    Assembly lamp = new Assembly();
    lamp.add(new Frustum(1, 0.6, 0.1), Affine.at(0, 0.03, 0).scale(0.2, 0.03, 0.2), stand);
    if (draw.chance(0.45)) {
      lamp.add(Ball.UNIT, Affine.at(0, 0.27, 0).scale(0.17, 0.23, 0.17), stand);
    }
    lamp.rod(Affine.at(0, 0.35, 0), 0.025, 0.32, stand);
    return lamp.add(
        new Frustum(1, draw.between(0.5, 0.85), 0.03),
        Affine.at(0, 0.8, 0).scale(wide, 0.2, wide),
        cloth);
  }
}
