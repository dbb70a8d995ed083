package io.github.dino4j.scenes.composition;

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
import io.github.dino4j.scenes.scene.Sky;
import java.util.ArrayList;
import java.util.List;

/** A photographer's studio: a seamless sweep of one colour, a soft box, coloured lamps. */
final class Studio {
  private Studio() {}

  static Surroundings draw(RandomChoices draw) {
    boolean dark = draw.chance(0.3);
    Colour paper = draw.chance(0.6) ? Palette.muted(draw) : Palette.vivid(draw);
    paper = dark ? paper.times(0.3) : paper;
    double fill = dark ? 0.35 : 0.75;
    Colour end = paper.times(dark ? 0.6 : 1.1);
    Sky sky =
        new Sky(
            Colour.grey(fill).towards(paper, 0.3),
            end.towards(Colour.grey(fill), 0.15),
            paper.times(0.5),
            Sky.Scenery.NONE);
    Paint paint =
        draw.chance(0.7)
            ? new Paint(Cloth.PLAIN, 1, paper, paper)
            : new Paint(
                draw.pick(
                    Tiling.CHECKER, Tiling.HEXAGONS, Cloth.STRIPES, Cloth.DOTS, Mineral.MARBLE),
                draw.between(0.3, 0.8),
                paper,
                paper.times(draw.between(0.6, 0.85)));
    Reflectance finish =
        draw.pick(Reflectance.MATTE, Reflectance.MATTE, Reflectance.SATIN, Reflectance.GLOSSY);
    Backdrop backdrop =
        new Backdrop(
            sky, List.of(Surroundings.ground(Material.of(paint, finish))), draw.between(3, 6));
    return new Surroundings(backdrop, lights(draw, dark), draw.sign(), 2.5);
  }

  private static List<Light> lights(RandomChoices draw, boolean dark) {
    List<Light> lights = new ArrayList<>();
    double side = draw.sign();
    Vec3 key =
        Surroundings.direction(draw.between(30, 70), side * draw.between(15, 80))
            .times(draw.between(3, 5));
    double size = draw.between(0.25, 1.1);
    Vec3 across = key.cross(Vec3.UP).unit().times(size);
    Vec3 along = across.cross(key).unit().times(size);
    Colour white = Colour.hex(draw.pick(0xffffff, 0xfff1dd, 0xffe4c4, 0xe4efff));
    lights.add(new Light.Panel(key, across, along, white.times(dark ? 1.7 : 1.9)));
    if (dark || draw.chance(0.5)) {
      Vec3 rim =
          Surroundings.direction(draw.between(15, 50), -side * draw.between(60, 150))
              .times(draw.between(2.5, 4));
      Colour colour = Palette.vivid(draw).times(dark ? 3.2 : 1.2);
      lights.add(new Light.Bulb(rim, draw.between(0, 0.3), colour));
    }
    return lights;
  }
}
