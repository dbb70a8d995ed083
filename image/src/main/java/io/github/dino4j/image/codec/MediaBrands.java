package io.github.dino4j.image.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells photos from films in the container that both use (ISO/IEC 14496-12, box {@code ftyp}): a
 * main brand and those that the file is compatible with. An animated photo may name a brand of
 * sequences first.
 */
public final class MediaBrands {
  private static final int MAIN = 8;
  private static final int COMPATIBLE = 16;
  private static final int MOST = 64;

  private MediaBrands() {}

  /** What a file with such a box is, and what to do with it. */
  public static String whatElse(Bytes file) {
    List<String> brands = brands(file);
    String main = brands.isEmpty() ? "" : brands.getFirst();
    if (main.equals("crx ")) {
      return "a raw camera file (CR3); export it as JPEG or TIFF";
    } else if (isPhoto(main) || isSequence(main)) {
      return photo(brands, isSequence(main));
    }
    return "a video, not a photo";
  }

  private static String photo(List<String> brands, boolean animated) {
    String kind = "HEIF";
    if (brands.contains("avif") || brands.contains("avis")) {
      kind = "AVIF";
    } else if (brands.stream().anyMatch(brand -> brand.startsWith("he"))) {
      kind = "HEIC";
    }
    return "%s %s, which is not read; convert it to JPEG or PNG"
        .formatted(kind.equals("AVIF") ? "an AVIF" : "a " + kind, animated ? "animation" : "photo");
  }

  /** Still pictures: AVIF, HEIC in its profiles, any codec. */
  private static boolean isPhoto(String brand) {
    return List.of("avif", "mif1", "mif2", "mif3", "heic", "heix", "heim", "heis").contains(brand);
  }

  /** Sequences of pictures. */
  private static boolean isSequence(String brand) {
    return List.of("avis", "msf1", "hevc", "hevx", "hevm", "hevs").contains(brand);
  }

  private static List<String> brands(Bytes file) {
    List<String> brands = new ArrayList<>();
    long end = Math.min(Math.min(file.size(), file.size() < 4 ? 0 : file.u32(0)), MOST * 4L);
    add(file, MAIN, brands);
    for (int at = COMPATIBLE; at + 4 <= end; at += 4) {
      add(file, at, brands);
    }
    return brands;
  }

  private static void add(Bytes file, int at, List<String> brands) {
    if (at + 4 <= file.size()) {
      String brand = new String(file.data, at, 4, StandardCharsets.ISO_8859_1);
      brands.add(brand.toLowerCase(Locale.ROOT));
    }
  }
}
