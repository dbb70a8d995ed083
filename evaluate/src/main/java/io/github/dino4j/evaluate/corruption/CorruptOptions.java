package io.github.dino4j.evaluate.corruption;

import java.util.List;
import java.util.Map;

/**
 * How {@link CorruptFolder} makes copies.
 *
 * @param corruptions which ones
 * @param seed another one corrupts every picture otherwise
 * @param shortSide larger pictures are shrunk to it first (bicubic), as an evaluation would see
 *     them; a picture is never enlarged
 * @param quality of the JPEG files, 1 to 100
 */
public record CorruptOptions(List<Corruption> corruptions, long seed, int shortSide, int quality) {
  public CorruptOptions {
    if (corruptions.isEmpty() || shortSide < 1 || quality < 1 || quality > 100) {
      throw new IllegalArgumentException(
          "%d corruptions, a short side of %d, quality %d"
              .formatted(corruptions.size(), shortSide, quality));
    }
    corruptions = List.copyOf(corruptions);
  }

  /**
   * Every type and severity, seed 0, a short side of 256, which an evaluation cuts 224 from, and
   * quality 85 as ImageNet-C has it.
   */
  public static CorruptOptions byDefault() {
    return new CorruptOptions(Corruption.all(), 0, 256, 85);
  }

  /** What copies must have in common to lie in one folder. */
  Map<String, Object> common() {
    return Map.of("seed", seed, "short_side", (long) shortSide, "quality", (long) quality);
  }
}
