package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.material.Cloth;
import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.material.Material;
import io.github.dino4j.scenes.material.Material.Paint;
import io.github.dino4j.scenes.material.Mineral;
import io.github.dino4j.scenes.material.Pattern;
import io.github.dino4j.scenes.material.Reflectance;
import io.github.dino4j.scenes.material.Tiling;
import io.github.dino4j.scenes.random.RandomChoices;

/** Stuff that things are made of, drawn at random within its kind. */
final class Materials {
  private Materials() {}

  /** Anything at all, for shapes without a customary material. */
  static Material any(RandomChoices draw) {
    return switch (draw.below(10)) {
      case 0, 1 -> plastic(draw);
      case 2 -> metal(draw);
      case 3 -> wood(draw);
      case 4 -> stone(draw);
      case 5, 6 -> cloth(draw);
      case 7 -> rough(draw);
      default -> printed(draw);
    };
  }

  static Material plastic(RandomChoices draw) {
    return Material.plain(
        Palette.any(draw), draw.pick(Reflectance.SATIN, Reflectance.GLOSSY, Reflectance.MATTE));
  }

  static Material lacquer(RandomChoices draw) {
    return Material.plain(Palette.vivid(draw), Reflectance.LACQUER);
  }

  static Material metal(RandomChoices draw) {
    Colour colour = Palette.metal(draw);
    return draw.chance(0.75)
        ? Material.plain(colour, draw.pick(Reflectance.BRUSHED, Reflectance.POLISHED))
        : Material.of(
            new Paint(Mineral.CLOUDED, 0.25, colour, colour.times(0.55)), Reflectance.BRUSHED);
  }

  static Material wood(RandomChoices draw) {
    Colour light = Palette.wood(draw);
    return Material.of(
        new Paint(Mineral.WOOD, draw.between(0.15, 0.35), light, light.times(0.5)),
        draw.pick(Reflectance.MATTE, Reflectance.SATIN, Reflectance.GLOSSY));
  }

  static Material stone(RandomChoices draw) {
    Colour base = Palette.stone(draw);
    Pattern pattern = draw.pick(Mineral.MARBLE, Mineral.SPECKLE, Mineral.CLOUDED);
    Colour vein = draw.chance(0.3) ? Palette.muted(draw) : base.times(0.4);
    return Material.of(
        new Paint(pattern, draw.between(0.2, 0.45), base, vein),
        draw.pick(Reflectance.MATTE, Reflectance.SATIN, Reflectance.GLOSSY));
  }

  static Material rough(RandomChoices draw) {
    Colour base = Palette.any(draw);
    return Material.of(
        new Paint(
            draw.pick(Mineral.CLOUDED, Mineral.SPECKLE),
            draw.between(0.12, 0.3),
            base,
            base.times(draw.between(0.45, 0.7))),
        Reflectance.MATTE);
  }

  static Material cloth(RandomChoices draw) {
    Colour first = Palette.any(draw);
    Colour second = Palette.against(draw, first);
    Pattern pattern = draw.pick(Cloth.PLAID, Cloth.WEAVE, Cloth.ZIGZAG, Cloth.STRIPES, Cloth.DOTS);
    return Material.of(
        new Paint(pattern, draw.between(0.14, 0.34), first, second), Reflectance.MATTE);
  }

  static Material printed(RandomChoices draw) {
    Colour first = Palette.any(draw);
    Colour second = Palette.against(draw, first);
    Pattern pattern =
        draw.pick(
            Tiling.CHECKER,
            Tiling.BLOCKS,
            Tiling.HEXAGONS,
            Cloth.STRIPES,
            Cloth.UPRIGHT_STRIPES,
            Cloth.SPOTS,
            Cloth.DOTS,
            Cloth.ZIGZAG);
    return Material.of(
        new Paint(pattern, draw.between(0.16, 0.36), first, second),
        draw.pick(Reflectance.SATIN, Reflectance.GLOSSY, Reflectance.MATTE));
  }

  static Material glazed(RandomChoices draw) {
    Colour first = Palette.any(draw);
    Colour second = Palette.against(draw, first);
    Pattern pattern =
        draw.pick(
            Cloth.PLAIN,
            Cloth.PLAIN,
            Cloth.STRIPES,
            Cloth.BAND,
            Cloth.DOTS,
            Mineral.SPECKLE,
            Cloth.ZIGZAG,
            Mineral.MARBLE);
    return Material.of(
        new Paint(pattern, draw.between(0.12, 0.3), first, second),
        draw.pick(Reflectance.GLOSSY, Reflectance.LACQUER, Reflectance.SATIN));
  }

  static Material foliage(RandomChoices draw) {
    Colour leaf = Palette.leaf(draw);
    return Material.of(
        new Paint(Mineral.GRASS, draw.between(0.25, 0.4), leaf, leaf.times(0.55)),
        Reflectance.MATTE);
  }

  static Material bark(RandomChoices draw) {
    Colour bark = Palette.wood(draw).times(0.6);
    return Material.of(new Paint(Mineral.GRASS, 0.25, bark, bark.times(0.6)), Reflectance.MATTE);
  }

  static Material masonry(RandomChoices draw) {
    Colour piece = draw.chance(0.5) ? Palette.brick(draw) : Palette.stone(draw);
    Colour joint = piece.luminance() > 0.3 ? piece.times(0.5) : Palette.stone(draw);
    return Material.of(
        new Paint(Tiling.BRICKS, draw.between(0.1, 0.2), piece, joint), Reflectance.MATTE);
  }

  static Material roofing(RandomChoices draw) {
    Colour tile = draw.pick(Palette.brick(draw), Palette.muted(draw), Palette.vivid(draw));
    return Material.of(
        new Paint(Tiling.BRICKS, 0.12, tile.times(0.8), tile.times(0.4)), Reflectance.MATTE);
  }

  static Material pane(RandomChoices draw) {
    return draw.chance(0.25)
        ? Material.plain(Colour.hex(0xffd98a), Reflectance.glowing(0.9))
        : Material.plain(Colour.hex(0x2b3a48), Reflectance.LACQUER);
  }

  static Material rubber() {
    return Material.plain(Colour.hex(0x26262a), Reflectance.SATIN);
  }
}
