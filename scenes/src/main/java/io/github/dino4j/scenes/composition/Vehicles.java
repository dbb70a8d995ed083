package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Pattern;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.material.Tiling;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Frustum;
import io.github.dino4j.scenes.shape.Lathe;
import io.github.dino4j.scenes.shape.Polyhedron;
import io.github.dino4j.scenes.shape.Polyhedron.Face;
import io.github.dino4j.scenes.shape.Profile;
import java.util.List;

/** Things that move. */
final class Vehicles {
  /** Flat deck at y = 1, sides that draw in towards the keel, a bow at x = 1. */
  private static final Polyhedron HULL =
      new Polyhedron(
          List.of(
              new Face(0, 1, 0, 1),
              new Face(0, -1, 0, 1),
              new Face(0, -0.25, 1, 0.75),
              new Face(0, -0.25, -1, 0.75),
              new Face(1, -0.2, 0.75, 0.8),
              new Face(1, -0.2, -0.75, 0.8),
              new Face(-1, -0.1, 0, 0.9)));

  /** A triangle with its upright edge at x = 1. */
  private static final Polyhedron SAIL =
      new Polyhedron(
          List.of(
              new Face(1, 0, 0, 1),
              new Face(0, -1, 0, 1),
              new Face(-1, 1, 0, 0),
              new Face(0, 0, 1, 1),
              new Face(0, 0, -1, 1)));

  /** A cabin: narrower on top, sloping more at the front. */
  private static final Polyhedron CABIN =
      new Polyhedron(
          List.of(
              new Face(0, 1, 0, 1),
              new Face(0, -1, 0, 1),
              new Face(0, 0.12, 1, 0.88),
              new Face(0, 0.12, -1, 0.88),
              new Face(1, 0.25, 0, 0.75),
              new Face(-1, 0.15, 0, 0.85)));

  private Vehicles() {}

  static Assembly car(RandomChoices draw) {
    Material paint = draw.chance(0.8) ? Materials.lacquer(draw) : Materials.metal(draw);
    Material glass = Material.plain(Colour.hex(0x1d2833), Reflectance.LACQUER);
    Material bright = Material.plain(Colour.hex(0xfff2c8), Reflectance.glowing(0.7));
    Material tail = Material.plain(Colour.hex(0xc81e1e), Reflectance.GLOSSY);
    double belt = draw.between(0.25, 0.3);
    Assembly car = new Assembly();
    car.box(Affine.at(0, belt - 0.06, 0), new Vec3(0.5, 0.1, 0.21), paint);
    Material trim = Material.plain(Colour.hex(0x34363a), Reflectance.SATIN);
    for (int end = -1; end <= 1; end += 2) {
      car.box(Affine.at(end * 0.49, belt - 0.12, 0), new Vec3(0.025, 0.025, 0.205), trim);
    }
    car.box(Affine.at(0, belt - 0.13, 0), new Vec3(0.2, 0.03, 0.214), trim);
    boolean van = draw.chance(0.3);
    double cabin = draw.between(0.08, 0.11) + (van ? 0.04 : 0);
    double back = van ? -0.12 : draw.between(-0.06, 0);
    double length = van ? 0.36 : 0.28;
    Affine top = Affine.at(back, belt + 0.04 + cabin, 0);
    car.add(CABIN, top.scale(length, cabin, 0.2), paint);
    car.add(CABIN, top.scale(length + 0.008, cabin * 0.62, 0.17), glass);
    car.add(CABIN, top.scale(length * 0.8, cabin * 0.62, 0.207), glass);
    for (int side = -1; side <= 1; side += 2) {
      for (int end = -1; end <= 1; end += 2) {
        wheel(car, Affine.at(end * 0.3, 0.11, side * 0.19).turnX(90), draw.between(0.1, 0.11));
      }
      car.ball(Affine.at(0.49, belt - 0.04, side * 0.14), 0.035, bright);
      car.box(Affine.at(-0.495, belt - 0.03, side * 0.15), new Vec3(0.012, 0.02, 0.04), tail);
    }
    return car;
  }

  private static void wheel(Assembly car, Affine at, double radius) {
    car.rod(at, radius, 0.035, Materials.rubber());
    car.rod(at, radius * 0.58, 0.039, Material.plain(Colour.grey(0.6), Reflectance.BRUSHED));
  }

  static Assembly rocket(RandomChoices draw) {
    Colour hull = draw.chance(0.5) ? Colour.WHITE : Palette.any(draw);
    Colour trim = Palette.against(draw, hull);
    Pattern print = draw.pick(Cloth.BAND, Cloth.PLAIN, Cloth.STRIPES, Tiling.CHECKER);
    Material body =
        Material.of(
            new Paint(print, 0.3, hull, trim), draw.pick(Reflectance.GLOSSY, Reflectance.SATIN));
    Material accent = Material.plain(trim, Reflectance.GLOSSY);
    double wide = draw.between(0.14, 0.2);
    Lathe tube =
        new Profile()
            .to(wide * 0.6, 0.1)
            .to(wide * 0.95, 0.25)
            .to(wide, 0.45)
            .to(wide * 0.85, 0.66)
            .to(wide * 0.55, 0.8)
            .smooth();
    Assembly rocket = new Assembly();
    rocket.add(tube, Affine.at(0, 0, 0), body);
    Lathe nose = new Profile().to(wide * 0.57, 0.8).to(wide * 0.34, 0.9).to(0, 1).turned();
    rocket.add(nose, Affine.at(0, 0, 0), accent);
    rocket.add(
        new Frustum(1, 0.7, 0.05),
        Affine.at(0, 0.08, 0).scale(wide * 0.6, 0.04, wide * 0.6),
        Materials.metal(draw));
    int fins = draw.between(3, 4);
    for (int i = 0; i < fins; i++) {
      Affine at = Affine.at(0, 0, 0).turnY(360.0 * i / fins + 20);
      rocket.box(
          at.then(Affine.at(wide + 0.05, 0.17, 0).turnZ(18)), new Vec3(0.05, 0.17, 0.016), accent);
      Affine port = at.then(Affine.at(wide * 0.93, 0.55, 0).turnZ(90));
      rocket.rod(port, 0.05, 0.02, Materials.pane(draw));
    }
    return rocket;
  }

  static Assembly boat(RandomChoices draw) {
    Material hull = draw.chance(0.5) ? Materials.lacquer(draw) : Materials.wood(draw);
    Material deck = Materials.wood(draw);
    Material sail =
        draw.chance(0.5) ? Material.plain(Colour.WHITE, Reflectance.MATTE) : Materials.cloth(draw);
    Assembly boat = new Assembly();
    boat.add(HULL, Affine.at(0, 0.12, 0).scale(0.5, 0.12, 0.18), hull);
    boat.box(Affine.at(-0.03, 0.24, 0), new Vec3(0.36, 0.012, 0.15), deck);
    if (draw.chance(0.6)) {
      boat.rod(Affine.at(0.05, 0.6, 0), 0.016, 0.38, deck);
      boat.add(SAIL, Affine.at(-0.17, 0.62, 0).scale(0.2, 0.32, 0.012), sail);
      boat.add(SAIL, Affine.at(0.24, 0.57, 0).turnY(180).scale(0.16, 0.26, 0.012), sail);
      return boat;
    }
    Material funnel = Materials.plastic(draw);
    boat.box(Affine.at(-0.1, 0.34, 0), new Vec3(0.18, 0.09, 0.11), Materials.plastic(draw));
    boat.box(Affine.at(-0.08, 0.37, 0), new Vec3(0.185, 0.03, 0.115), Materials.pane(draw));
    return boat.rod(Affine.at(-0.15, 0.52, 0), 0.05, 0.11, funnel);
  }
}
