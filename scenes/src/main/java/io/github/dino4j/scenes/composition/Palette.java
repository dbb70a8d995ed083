package io.github.dino4j.scenes.composition;

import io.github.dino4j.scenes.material.Colour;
import io.github.dino4j.scenes.random.RandomChoices;
import java.util.Arrays;
import java.util.List;

/** Colours that sit well together; each draw moves them a little. */
final class Palette {
  private static final List<Colour> VIVID =
      colours(
          0xd64933, 0xe8743b, 0xf2b134, 0xf4d35e, 0x9cc53b, 0x4f9d4a, 0x2a9d8f, 0x1f7a8c, 0x3a86d4,
          0x27479b, 0x5e4ba8, 0x9a4fa6, 0xd1477a, 0xf08a9c, 0xb5382e, 0x37b6c9);
  private static final List<Colour> MUTED =
      colours(
          0xede6d6, 0xd9c7a7, 0xbfa98a, 0xa3b18a, 0x7a8f79, 0x8fa6b2, 0x5f7484, 0xc08b7a, 0x9e6b5a,
          0xd8b4a0, 0x6b6f76, 0xb9bec4, 0x433f3b, 0xf5f1e8, 0xc9a8b8, 0x7d6b91);
  private static final List<Colour> WOODS =
      colours(0xb98652, 0x8a5a33, 0x6b4226, 0xd3a96c, 0xa06a3e, 0x4e3222, 0xc79b72);
  private static final List<Colour> STONES =
      colours(0x9b978f, 0xb8b0a2, 0x7d7a76, 0xc9bda6, 0x8c8478, 0xd7d2c8, 0x6d6a70);
  private static final List<Colour> LEAVES =
      colours(0x4a7c2f, 0x5f9438, 0x35682d, 0x86a83e, 0x2f5d3a, 0xc77b2b, 0xb9482d, 0xe0a3b5);
  private static final List<Colour> METALS =
      colours(0xd9dadb, 0xe6c178, 0xd99a6c, 0xb9c2cc, 0x9a9da3, 0xf0d9a0);
  private static final List<Colour> BRICKS =
      colours(0xa8503a, 0x8f4232, 0xb86f52, 0xc98a6b, 0x9a5b4a, 0xcbb9a0);

  private Palette() {}

  static Colour vivid(RandomChoices draw) {
    return shift(draw, draw.pick(VIVID));
  }

  static Colour muted(RandomChoices draw) {
    return shift(draw, draw.pick(MUTED));
  }

  static Colour any(RandomChoices draw) {
    return draw.chance(0.65) ? vivid(draw) : muted(draw);
  }

  static Colour wood(RandomChoices draw) {
    return shift(draw, draw.pick(WOODS));
  }

  static Colour stone(RandomChoices draw) {
    return shift(draw, draw.pick(STONES));
  }

  static Colour leaf(RandomChoices draw) {
    return shift(draw, draw.pick(LEAVES));
  }

  static Colour metal(RandomChoices draw) {
    return shift(draw, draw.pick(METALS));
  }

  static Colour brick(RandomChoices draw) {
    return shift(draw, draw.pick(BRICKS));
  }

  /** A second colour that stands out against the first. */
  static Colour against(RandomChoices draw, Colour first) {
    Colour second = draw.chance(0.5) ? muted(draw) : vivid(draw);
    double gap = Math.abs(second.luminance() - first.luminance());
    if (gap > 0.12) {
      return second;
    }
    return first.luminance() > 0.35 ? second.times(0.35) : second.towards(Colour.WHITE, 0.75);
  }

  private static Colour shift(RandomChoices draw, Colour colour) {
    double value = draw.between(0.8, 1.2);
    return new Colour(
        Math.min(colour.r() * value * draw.between(0.9, 1.1), 0.92),
        Math.min(colour.g() * value * draw.between(0.9, 1.1), 0.92),
        Math.min(colour.b() * value * draw.between(0.9, 1.1), 0.92));
  }

  private static List<Colour> colours(int... hexes) {
    return Arrays.stream(hexes).mapToObj(Colour::hex).toList();
  }
}
