package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Mineral;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.material.Tiling;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.scene.Backdrop;
import io.github.dino4j.scenes.scene.Light;
import io.github.dino4j.scenes.scene.Part;
import io.github.dino4j.scenes.scene.SceneClass;
import io.github.dino4j.scenes.scene.SceneObject;
import io.github.dino4j.scenes.scene.Sky;
import io.github.dino4j.scenes.shape.Plane;
import io.github.dino4j.scenes.shape.RoundedCube;
import java.util.ArrayList;
import java.util.List;

/** Indoors: a floor, one or two walls with what hangs on them, window light and lamps. */
final class Room {
  private static final double FLAT = 0.008;
  private final RandomChoices draw;
  private final double side;
  private final double back;
  private final List<SceneObject> surfaces = new ArrayList<>();

  private Room(RandomChoices draw) {
    this.draw = draw;
    this.side = draw.sign();
    this.back = draw.between(0.9, 2.6);
  }

  static Surroundings draw(RandomChoices draw) {
    Room room = new Room(draw);
    room.surfaces.add(Surroundings.ground(room.floor()));
    room.walls();
    if (draw.chance(0.45)) {
      room.rug();
    }
    boolean evening = draw.chance(0.3);
    Colour air =
        evening
            ? Colour.hex(0xc9a27a).times(0.5)
            : Colour.hex(draw.pick(0xe8e6e0, 0xdfe6ee, 0xf2e6d8)).times(0.65);
    Sky sky = new Sky(air.times(1.15), air, air.times(0.3), Sky.Scenery.NONE);
    Backdrop backdrop = new Backdrop(sky, room.surfaces, Double.POSITIVE_INFINITY);
    return new Surroundings(backdrop, room.lights(evening), room.side, room.back - 0.1);
  }

  private Material floor() {
    Colour wood = Palette.wood(draw);
    Colour first = Palette.muted(draw);
    Colour second = draw.chance(0.4) ? Palette.against(draw, first) : first.times(0.6);
    Paint paint =
        switch (draw.below(7)) {
          case 0, 1, 2 -> new Paint(Tiling.PLANKS, draw.between(0.6, 1.1), wood, wood.times(0.3));
          case 3 -> new Paint(Tiling.TILES, draw.between(0.3, 0.6), first, second);
          case 4 -> new Paint(Tiling.CHECKER, draw.between(0.3, 0.6), first, second);
          case 5 -> new Paint(Tiling.HEXAGONS, draw.between(0.25, 0.5), first, second);
          default -> new Paint(Mineral.SPECKLE, 0.15, first, first.times(0.6));
        };
    return Material.of(
        paint,
        draw.pick(Reflectance.MATTE, Reflectance.SATIN, Reflectance.SATIN, Reflectance.GLOSSY));
  }

  private Material wallpaper() {
    Colour base = draw.chance(0.75) ? Palette.muted(draw) : Palette.vivid(draw);
    Colour print = base.towards(Palette.any(draw), 0.35);
    Paint paint =
        switch (draw.below(8)) {
          case 0, 1, 2 -> new Paint(Cloth.PLAIN, 1, base, base);
          case 3 -> new Paint(Cloth.UPRIGHT_STRIPES, draw.between(0.15, 0.4), base, print);
          case 4 -> new Paint(Cloth.DOTS, draw.between(0.12, 0.3), base, print);
          case 5 ->
              new Paint(
                  Tiling.BRICKS, draw.between(0.2, 0.3), Palette.brick(draw), Palette.stone(draw));
          case 6 -> new Paint(Cloth.ZIGZAG, draw.between(0.2, 0.4), base, print);
          default -> new Paint(Mineral.CLOUDED, 0.6, base, base.times(0.85));
        };
    return Material.of(paint, Reflectance.MATTE);
  }

  private void walls() {
    Material paper = wallpaper();
    Affine behind = Affine.at(0, 0, -back);
    wall(behind, paper);
    if (draw.chance(0.5)) {
      Affine beside = Affine.at(-side * draw.between(1.3, 2.6), 0, 0).turnY(side * 90);
      wall(beside, draw.chance(0.8) ? paper : wallpaper());
    }
    if (draw.chance(0.65)) {
      picture(behind.then(Affine.at(draw.between(-1.1, 1.1), draw.between(1, 1.5), 0)));
    }
  }

  private void wall(Affine at, Material paper) {
    // The plane faces up; a quarter turn about x makes it face z.
    surfaces.add(
        new SceneObject(
            0, SceneClass.WALL, at.origin(), List.of(new Part(Plane.LEVEL, at.turnX(90), paper))));
    Material board = Material.plain(Colour.hex(draw.pick(0xf4f1ea, 0x4b3626)), Reflectance.SATIN);
    Part skirting =
        new Part(
            new RoundedCube(0.01, 0.2, 0.5),
            at.then(Affine.at(0, 0.05, 0)).scale(9, 0.05, 0.02),
            board);
    surfaces.add(Surroundings.prop(SceneClass.WALL, List.of(skirting)));
  }

  private void picture(Affine at) {
    double wide = draw.between(0.22, 0.5);
    double high = draw.between(0.22, 0.45);
    Material frame = draw.chance(0.5) ? Materials.wood(draw) : Materials.metal(draw);
    Colour sky = Colour.hex(0xcfe6ff);
    Material canvas =
        draw.chance(0.35) ? Material.plain(sky, Reflectance.glowing(1.3)) : Materials.printed(draw);
    Assembly picture = new Assembly();
    picture.box(at, new Vec3(wide, high, 0.03), frame);
    picture.box(at, new Vec3(wide - 0.04, high - 0.04, 0.034), canvas);
    if (canvas.finish().glow() > 0) {
      picture.box(at, new Vec3(wide, 0.015, 0.038), frame);
      picture.box(at, new Vec3(0.015, high, 0.038), frame);
    }
    surfaces.add(Surroundings.prop(SceneClass.WALL, picture.parts()));
  }

  private void rug() {
    Material cloth = Materials.cloth(draw);
    Assembly rug = new Assembly();
    if (draw.chance(0.5)) {
      rug.rod(Affine.at(0, FLAT, 0), draw.between(0.8, 1.4), FLAT, cloth);
    } else {
      Vec3 half = new Vec3(draw.between(0.9, 1.5), FLAT, draw.between(0.6, 0.8));
      rug.box(Affine.at(0, FLAT, 0).turnY(draw.between(-40, 40)), half, cloth);
    }
    surfaces.add(Surroundings.prop(SceneClass.GROUND, rug.parts()));
  }

  private List<Light> lights(boolean evening) {
    List<Light> lights = new ArrayList<>();
    Colour warm = Colour.hex(draw.pick(0xffc98a, 0xffdcae, 0xffb870));
    Colour day = Colour.hex(draw.pick(0xffffff, 0xeaf2ff, 0xfff0d8));
    Vec3 lamp = new Vec3(draw.between(-1.2, 1.2), draw.between(2.2, 3), draw.between(-0.3, 2));
    if (evening) {
      lights.add(new Light.Bulb(lamp, draw.between(0.08, 0.25), warm.times(2)));
      return lights;
    }
    Vec3 window = Surroundings.direction(draw.between(25, 55), side * draw.between(40, 100));
    if (draw.chance(0.4)) {
      lights.add(new Light.Sun(window, draw.between(0.01, 0.05), day.times(2)));
    } else {
      Vec3 centre = window.times(3.2);
      Vec3 across = window.cross(Vec3.UP).unit().times(0.7);
      lights.add(new Light.Panel(centre, across, new Vec3(0, 0.9, 0), day.times(1.9)));
    }
    if (draw.chance(0.4)) {
      lights.add(new Light.Bulb(lamp, 0.15, warm.times(0.6)));
    }
    return lights;
  }
}
