package io.github.dino4j.evaluate.corruption;

import io.github.dino4j.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * A type of corruption and how strong it is.
 *
 * @param severity from 1 to {@value #SEVERITIES}
 */
public record Corruption(CorruptionType type, int severity) {
  public static final int SEVERITIES = 5;

  public Corruption {
    if (severity < 1 || severity > SEVERITIES) {
      throw new IllegalArgumentException("a severity of %d, not 1 to 5".formatted(severity));
    }
  }

  /** Every type at every severity. */
  public static List<Corruption> all() {
    return Arrays.stream(CorruptionType.values())
        .flatMap(type ->
            IntStream.rangeClosed(1, SEVERITIES).mapToObj(each -> new Corruption(type, each)))
        .toList();
  }

  /**
   * A corrupted copy of the same size. The same id, corruption, seed and pixels give the same
   * pixels, whatever else is corrupted and by how many threads.
   *
   * @param id names the picture: each is corrupted in its own way
   */
  public RgbImage apply(RgbImage image, String id, long seed) {
    SplittableRandom random = new SplittableRandom(seed ^ hash(id + "\n" + folder()));
    return type.severities().apply(Planes.of(image), severity - 1, random).toImage();
  }

  /** Where its copies lie: {@code gaussian_noise/3}. */
  public String folder() {
    return type.label() + "/" + severity;
  }

  /** FNV-1a with 64 bits. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
