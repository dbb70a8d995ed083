package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.geometry.Affine;
import io.github.dino4j.scenes.geometry.Vec3;
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
import io.github.dino4j.scenes.shape.Blobs;
import io.github.dino4j.scenes.shape.Blobs.Blob;
import java.util.ArrayList;
import java.util.List;

/** Outdoors: five kinds of land under four kinds of sky. */
final class Landscape {
  private enum Land {
    MEADOW,
    DESERT,
    SNOW,
    PLAZA,
    ROAD
  }

  private enum Weather {
    CLEAR,
    CLOUDY,
    OVERCAST,
    EVENING
  }

  private Landscape() {}

  static Surroundings draw(RandomChoices draw) {
    Land land =
        draw.pick(
            Land.MEADOW, Land.MEADOW, Land.DESERT, Land.SNOW, Land.PLAZA, Land.PLAZA, Land.ROAD);
    Weather weather =
        draw.pick(Weather.CLEAR, Weather.CLOUDY, Weather.CLOUDY, Weather.OVERCAST, Weather.EVENING);
    Material ground = ground(land, draw);
    List<SceneObject> surfaces = new ArrayList<>();
    surfaces.add(Surroundings.ground(ground));
    int stones = land == Land.PLAZA || land == Land.ROAD ? 0 : draw.between(0, 5);
    for (int i = 0; i < stones; i++) {
      surfaces.add(stone(land, draw));
    }
    Colour average = ground.paint().average();
    Sky sky = sky(land, weather, average, draw);
    Backdrop backdrop = new Backdrop(sky, surfaces, draw.between(14, 30));
    return new Surroundings(backdrop, List.of(sun(weather, draw)), draw.sign(), 4);
  }

  private static Material ground(Land land, RandomChoices draw) {
    Colour stone = Palette.stone(draw);
    return switch (land) {
      case MEADOW -> {
        Colour grass = Colour.hex(draw.pick(0x6f9a3c, 0x5b8a38, 0x8fa84a, 0xa89a4a));
        yield Material.of(
            new Paint(Mineral.GRASS, draw.between(0.5, 0.9), grass, grass.times(0.6)),
            Reflectance.MATTE);
      }
      case DESERT -> {
        Colour sand = Colour.hex(draw.pick(0xe2c48d, 0xd9a866, 0xc98f5a, 0xead9b5));
        yield Material.of(
            new Paint(Mineral.SAND, draw.between(0.5, 1), sand, sand.times(0.78)),
            Reflectance.MATTE);
      }
      case SNOW ->
          Material.of(
              new Paint(Mineral.CLOUDED, 0.8, Colour.hex(0xf4f7fb), Colour.hex(0xdbe6f0)),
              Reflectance.SATIN);
      case PLAZA ->
          Material.of(
              new Paint(
                  draw.pick(Mineral.COBBLES, Tiling.BRICKS, Tiling.HEXAGONS, Tiling.TILES),
                  draw.between(0.22, 0.5),
                  stone,
                  stone.times(0.5)),
              Reflectance.MATTE);
      case ROAD ->
          Material.of(
              new Paint(Mineral.SPECKLE, 0.11, Colour.hex(0x57585c), Colour.hex(0x85868a)),
              Reflectance.MATTE);
    };
  }

  private static SceneObject stone(Land land, RandomChoices draw) {
    List<Blob> blobs = new ArrayList<>();
    int count = draw.between(2, 5);
    for (int i = 0; i < count; i++) {
      blobs.add(
          new Blob(
              draw.around(0, 0.5),
              draw.around(0, 0.15),
              draw.around(0, 0.5),
              draw.between(0.3, 0.6)));
    }
    Vec3 where = Surroundings.direction(0, draw.between(60, 300)).times(draw.between(1.2, 4.5));
    double size = draw.between(0.08, 0.35);
    boolean bush = land == Land.MEADOW && draw.chance(0.6);
    Material material = bush ? Materials.foliage(draw) : Materials.stone(draw);
    Affine place =
        Affine.at(where.x(), size * 0.2, where.z()).scale(size, size * (bush ? 1 : 0.7), size);
    return Surroundings.prop(
        SceneClass.GROUND, List.of(new Part(new Blobs(blobs), place, material)));
  }

  private static Sky sky(Land land, Weather weather, Colour ground, RandomChoices draw) {
    Colour hills =
        switch (land) {
          case MEADOW -> Colour.hex(0x4d6b4a);
          case DESERT -> Colour.hex(0x9c6b4f);
          case SNOW -> Colour.hex(0x9fb3c8);
          default -> Colour.hex(0x6d7a86);
        };
    double height = draw.chance(0.65) ? draw.between(0.1, 0.28) : 0;
    double clouds = weather == Weather.CLEAR ? 0 : draw.between(0.3, 1);
    Sky.Scenery scenery = new Sky.Scenery(clouds, hills, height, draw.between(0, 90));
    return switch (weather) {
      case CLEAR, CLOUDY ->
          new Sky(
              Colour.hex(draw.pick(0x3f7fd0, 0x5596d8, 0x2f6fc0)),
              Colour.hex(draw.pick(0xc9e1f5, 0xdfeaf2, 0xf2e9d8)),
              ground.times(0.7),
              scenery);
      case OVERCAST ->
          new Sky(Colour.hex(0xb4bcc6), Colour.hex(0xdfe2e4), ground.times(0.7), scenery);
      case EVENING ->
          new Sky(
              Colour.hex(draw.pick(0x5b6fae, 0x6a4f9a, 0x355a8a)),
              Colour.hex(draw.pick(0xffb27a, 0xff9a8a, 0xffd39a)),
              ground.times(0.5),
              scenery);
    };
  }

  private static Light sun(Weather weather, RandomChoices draw) {
    double turn = draw.between(0, 360);
    return switch (weather) {
      case CLEAR, CLOUDY ->
          new Light.Sun(
              Surroundings.direction(draw.between(28, 65), turn),
              draw.between(0.01, 0.04),
              Colour.hex(draw.pick(0xfff4e0, 0xffecd0, 0xffffff)).times(2.1));
      case OVERCAST -> new Light.Sun(Surroundings.direction(70, turn), 0.5, Colour.grey(0.55));
      case EVENING ->
          new Light.Sun(
              Surroundings.direction(draw.between(12, 25), turn),
              draw.between(0.015, 0.05),
              Colour.hex(draw.pick(0xffb066, 0xff9c5a, 0xffc68a)).times(1.9));
    };
  }
}
