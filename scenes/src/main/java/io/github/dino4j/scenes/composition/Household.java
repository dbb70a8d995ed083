package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Ball;
import io.github.dino4j.scenes.shape.Lathe;
import io.github.dino4j.scenes.shape.Profile;
import io.github.dino4j.scenes.shape.Torus;

/** Vessels. */
final class Household {
  private Household() {}

  static Assembly mug(RandomChoices draw) {
    double foot = draw.between(0.3, 0.4);
    double rim = draw.between(0.36, 0.44);
    Material body = Materials.glazed(draw);
    Lathe cup =
        new Profile()
            .to(0, 0)
            .to(foot * 0.9, 0)
            .to(foot, 0.04)
            .to(rim, 0.96)
            .to(rim - 0.02, 1)
            .to(rim - 0.05, 0.97)
            .to(foot - 0.06, 0.1)
            .to(0, 0.08)
            .turned();
    Material drink =
        Material.plain(Colour.hex(draw.pick(0x3a2214, 0x6b4a2a, 0x8a3b1c)), Reflectance.GLOSSY);
    double edge = (foot + rim) / 2 - 0.02;
    return new Assembly()
        .add(cup, Affine.at(0, 0, 0), body)
        .rod(Affine.at(0, 0.8, 0), rim - 0.06, 0.01, drink)
        .add(
            new Torus(draw.between(0.2, 0.3), 0),
            Affine.at(edge, 0.5, 0).turnX(90).scale(0.26, 0.26, draw.between(0.26, 0.34)),
            draw.chance(0.7) ? body : Materials.glazed(draw));
  }

  static Assembly bottle(RandomChoices draw) {
    double neck = draw.between(0.07, 0.1);
    double body = draw.between(0.19, 0.27);
    double shoulder = draw.between(0.5, 0.68);
    Lathe glass =
        new Profile()
            .to(0, 0)
            .to(body * 0.94, 0)
            .to(body, 0.03)
            .to(body, shoulder)
            .to(body * 0.85, shoulder + 0.07)
            .to(neck * 1.15, shoulder + 0.17)
            .to(neck, shoulder + 0.22)
            .to(neck, 0.95)
            .to(0, 0.95)
            .turned();
    Colour tint = Colour.hex(draw.pick(0x1f4d2b, 0x4a2a12, 0x1d3f66, 0x8aa79a, 0x5d1f2e, 0x20242a));
    Colour paper = Palette.any(draw);
    Material label =
        Material.of(
            new Paint(
                draw.pick(Cloth.BAND, Cloth.STRIPES, Cloth.DOTS, Cloth.ZIGZAG),
                0.16,
                paper,
                Palette.against(draw, paper)),
            Reflectance.MATTE);
    Material cap = draw.chance(0.5) ? Materials.metal(draw) : Materials.wood(draw);
    return new Assembly()
        .add(glass, Affine.at(0, 0, 0), Material.plain(tint, Reflectance.LACQUER))
        .rod(Affine.at(0, shoulder * 0.55, 0), body + 0.004, shoulder * 0.27, label)
        .rod(Affine.at(0, 0.97, 0), neck * 1.08, 0.035, cap);
  }

  static Assembly vase(RandomChoices draw) {
    double belly = draw.between(0.24, 0.46);
    double where = draw.between(0.25, 0.6);
    double neck = draw.between(0.09, belly * 0.7);
    double lip = neck + draw.between(0.02, 0.14);
    Lathe pot =
        new Profile()
            .to(draw.between(0.12, 0.2), 0)
            .to((belly + 0.14) / 2, where * 0.4)
            .to(belly, where)
            .to((belly + neck) * 0.55, where + (0.85 - where) * 0.55)
            .to(neck, 0.88)
            .to(lip, 1)
            .to(lip - 0.03, 1)
            .to(neck - 0.03, 0.88)
            .to(neck * 0.8, 0.6)
            .smooth();
    Material body = draw.chance(0.8) ? Materials.glazed(draw) : Materials.stone(draw);
    Assembly vase = new Assembly().add(pot, Affine.at(0, 0, 0), body);
    if (draw.chance(0.35)) {
      flowers(vase, draw, neck);
    }
    return vase;
  }

  private static void flowers(Assembly vase, RandomChoices draw, double neck) {
    Material stem = Material.plain(Colour.hex(0x3f7a35), Reflectance.MATTE);
    Material petals = Material.plain(Palette.vivid(draw), Reflectance.MATTE);
    int count = draw.between(2, 5);
    for (int i = 0; i < count; i++) {
      double lean = draw.between(5, 20);
      Affine at = Affine.at(0, 0.85, 0).turnY(360.0 * i / count).turnZ(lean);
      double length = draw.between(0.22, 0.34);
      vase.rod(at.then(Affine.at(neck * 0.3, length, 0)), 0.014, length, stem);
      vase.add(
          Ball.UNIT, at.then(Affine.at(neck * 0.3, 2 * length, 0)).scale(0.1, 0.07, 0.1), petals);
    }
  }
}
