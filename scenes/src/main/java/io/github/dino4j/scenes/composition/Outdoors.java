package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Mineral;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Blobs;
import io.github.dino4j.scenes.shape.Blobs.Blob;
import io.github.dino4j.scenes.shape.Capsule;
import io.github.dino4j.scenes.shape.Frustum;
import io.github.dino4j.scenes.shape.Lathe;
import io.github.dino4j.scenes.shape.Profile;
import io.github.dino4j.scenes.shape.Torus;
import java.util.ArrayList;
import java.util.List;

/** Things that grow, and buildings. */
final class Outdoors {
  private Outdoors() {}

  static Assembly tree(RandomChoices draw) {
    Assembly tree = new Assembly();
    Material bark = Materials.bark(draw);
    Material leaves = Materials.foliage(draw);
    double trunk = draw.between(0.2, 0.4);
    tree.add(
        new Frustum(1, 0.65, 0.05), Affine.at(0, trunk / 2, 0).scale(0.06, trunk / 2, 0.06), bark);
    if (draw.chance(0.4)) {
      int tiers = draw.between(3, 4);
      for (int i = 0; i < tiers; i++) {
        double wide = 0.32 * (1 - 0.62 * i / tiers);
        double y = trunk * 0.7 + (1 - trunk * 0.7) * (i + 0.6) / (tiers + 0.2);
        tree.add(Frustum.CONE, Affine.at(0, y, 0).scale(wide, 0.2, wide), leaves);
      }
      return tree;
    }
    double radius = (1 - trunk) * 0.56;
    tree.rod(Affine.at(0, trunk + 0.1, 0), 0.04, 0.12, bark);
    return tree.add(
        crown(draw, 22),
        Affine.at(0, 1 - radius, 0).scale(radius * 0.9, radius, radius * 0.9),
        leaves);
  }

  private static Blobs crown(RandomChoices draw, int count) {
    List<Blob> blobs = new ArrayList<>();
    blobs.add(new Blob(0, 0, 0, 0.6));
    for (int i = 1; i < count; i++) {
      // Points spread evenly over the sphere by the golden angle, then shaken.
      double y = 1 - 2 * (i - 0.5) / (count - 1);
      double level = Math.sqrt(1 - y * y);
      double turn = i * 2.39996;
      double out = draw.between(0.5, 0.68);
      blobs.add(
          new Blob(
              out * level * StrictMath.cos(turn),
              out * y,
              out * level * StrictMath.sin(turn),
              draw.between(0.22, 0.4)));
    }
    return new Blobs(blobs);
  }

  static Assembly cactus(RandomChoices draw) {
    Colour green = draw.pick(Colour.hex(0x4f8a4c), Colour.hex(0x6f9a5c), Colour.hex(0x3c7a66));
    Material skin =
        Material.of(
            new Paint(Cloth.UPRIGHT_STRIPES, 0.07, green, green.times(0.7)), Reflectance.MATTE);
    double thick = draw.between(0.1, 0.15);
    Assembly cactus = new Assembly();
    double base = draw.chance(0.5) ? pot(cactus, draw) : 0;
    double half = (1 - base) / 2;
    cactus.add(
        new Capsule(half / thick - 1), Affine.at(0, base + half - 0.02, 0).scale(thick), skin);
    int arms = draw.between(1, 3);
    for (int i = 0; i < arms; i++) {
      arm(
          cactus,
          Affine.at(0, base + draw.between(0.25, 0.5) * (1 - base), 0)
              .turnY(i * 150 + draw.between(-30, 30)),
          thick * 0.7,
          skin);
    }
    if (draw.chance(0.4)) {
      cactus.ball(Affine.at(0, 1, 0), 0.05, Material.plain(Palette.vivid(draw), Reflectance.MATTE));
    }
    return cactus;
  }

  private static void arm(Assembly cactus, Affine at, double thick, Material skin) {
    cactus.add(new Capsule(1.1), at.then(Affine.at(0.17, 0, 0).turnZ(90)).scale(thick), skin);
    cactus.add(new Capsule(1.4), at.then(Affine.at(0.27, 0.13, 0)).scale(thick), skin);
  }

  private static double pot(Assembly on, RandomChoices draw) {
    Material clay = draw.chance(0.5) ? Materials.glazed(draw) : Materials.rough(draw);
    on.add(new Frustum(0.7, 1, 0.05), Affine.at(0, 0.13, 0).scale(0.24, 0.13, 0.24), clay);
    on.rod(Affine.at(0, 0.25, 0), 0.27, 0.03, clay);
    return 0.26;
  }

  static Assembly mushroom(RandomChoices draw) {
    Colour cap = draw.pick(Colour.hex(0xc42a1f), Palette.vivid(draw), Palette.wood(draw));
    Material spotted =
        Material.of(
            new Paint(
                draw.chance(0.7) ? Cloth.SPOTS : Mineral.CLOUDED,
                draw.between(0.16, 0.24),
                cap,
                Colour.WHITE),
            draw.pick(Reflectance.SATIN, Reflectance.GLOSSY));
    Material stem = Material.plain(Colour.hex(0xeadfc8), Reflectance.MATTE);
    Assembly group = new Assembly();
    int count = draw.chance(0.4) ? 2 : 1;
    for (int i = 0; i < count; i++) {
      double size = i == 0 ? 1 : draw.between(0.4, 0.6);
      double wide = draw.between(0.36, 0.5);
      double low = draw.between(0.5, 0.62);
      Affine at = Affine.at(i * 0.5, 0, i * 0.15).turnZ(draw.between(-6, 6)).scale(size);
      group.add(
          new Profile().to(0.13, 0).to(0.17, 0.08).to(0.1, 0.35).to(0.11, low + 0.1).smooth(),
          at,
          stem);
      Lathe hat =
          new Profile()
              .to(0, low + 0.04)
              .to(wide * 0.9, low)
              .to(wide, low + 0.06)
              .to(wide * 0.85, low + 0.22)
              .to(wide * 0.45, 0.97)
              .to(0, 1)
              .smooth();
      group.add(hat, at, spotted);
    }
    return group;
  }

  static Assembly snowman(RandomChoices draw) {
    Material snow =
        Material.of(
            new Paint(Mineral.CLOUDED, 0.3, Colour.hex(0xf6f8fa), Colour.hex(0xdfe7ee)),
            Reflectance.MATTE);
    Material coal = Material.plain(Colour.hex(0x202024), Reflectance.SATIN);
    Material scarf = Materials.cloth(draw);
    Material carrot = Material.plain(Colour.hex(0xe67a24), Reflectance.MATTE);
    Assembly man = new Assembly();
    man.ball(Affine.at(0, 0.26, 0), 0.28, snow);
    man.ball(Affine.at(0, 0.6, 0), 0.2, snow);
    man.ball(Affine.at(0, 0.86, 0), 0.14, snow);
    man.add(new Torus(0.3), Affine.at(0, 0.75, 0).scale(0.13), scarf);
    man.box(Affine.at(0.06, 0.66, 0.17).turnZ(8), new Vec3(0.04, 0.1, 0.02), scarf);
    man.add(Frustum.CONE, Affine.at(0, 0.86, 0.2).turnX(90).scale(0.03, 0.09, 0.03), carrot);
    for (int side = -1; side <= 1; side += 2) {
      man.ball(Affine.at(side * 0.05, 0.91, 0.12), 0.02, coal);
      man.rod(
          Affine.at(side * 0.28, 0.66, 0).turnZ(side * -draw.between(50, 75)),
          0.013,
          0.14,
          Materials.bark(draw));
    }
    for (int i = 0; i < 3; i++) {
      man.ball(Affine.at(0, 0.52 + 0.08 * i, 0.2 - 0.012 * (i - 1) * (i - 1)), 0.02, coal);
    }
    if (draw.chance(0.75)) {
      Material hat = draw.chance(0.6) ? coal : Materials.plastic(draw);
      man.rod(Affine.at(0, 0.975, 0), 0.16, 0.012, hat);
      man.rod(Affine.at(0, 1.06, 0), 0.1, 0.09, hat);
    }
    return man;
  }
}
