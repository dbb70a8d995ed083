package io.github.dino4j.search.region;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the patches of an image lie. The index of images holds it in each image's metadata, so that
 * one commit says both which images there are and which patches are theirs.
 *
 * @param key names these patches; no others ever have the same one
 * @param file number of the file
 * @param offset in the file, in bytes
 * @param length in bytes
 * @param regions how many pooled regions of the image are searched for candidates
 */
record PatchPlace(String key, int file, long offset, int length, int regions) {
  /** The column. No column of a dataset has letters in upper case. */
  static final String COLUMN = "patchesAt";

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-f]{1,24}):(\\d{1,9}):(\\d{1,15}):(\\d{1,9}):(\\d{1,9})");

  /** The key of patches that are written at this place for the first time. */
  static String key(int file, long offset) {
    return String.format(Locale.ROOT, "%x%010x", file, offset);
  }

  /** Of an image; empty where an index has none for it. */
  static Optional<PatchPlace> of(Map<String, Object> metadata) {
    return metadata.get(COLUMN) instanceof String text
        ? Optional.of(parse(text))
        : Optional.empty();
  }

  private static PatchPlace parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new DinoException("'%s' is no place of patches".formatted(Quoted.of(text)));
    }
    return new PatchPlace(
        matcher.group(1),
        Integer.parseInt(matcher.group(2)),
        Long.parseLong(matcher.group(3)),
        Integer.parseInt(matcher.group(4)),
        Integer.parseInt(matcher.group(5)));
  }

  String text() {
    return "%s:%d:%d:%d:%d".formatted(key, file, offset, length, regions);
  }

  /** The id of a pooled region. */
  String region(int number) {
    return key + "." + number;
  }

  /** The key of the patches that a region with this id was pooled from. */
  static String keyOf(String region) {
    return region.substring(0, Math.max(0, region.indexOf('.')));
  }

  PatchPlace movedTo(int otherFile, long otherOffset) {
    return new PatchPlace(key, otherFile, otherOffset, length, regions);
  }
}
