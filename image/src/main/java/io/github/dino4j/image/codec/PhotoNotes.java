package io.github.dino4j.image.codec;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file carries beside its picture, as far as it says which way is up.
 *
 * @param exif an EXIF block, with or without its prefix; the file itself for a TIFF
 * @param xmp an XMP packet
 */
public record PhotoNotes(byte @Nullable [] exif, byte @Nullable [] xmp) {
  /** As an attribute or as an element, wherever it stands: what Pillow looks for. */
  private static final Pattern XMP_ORIENTATION =
      Pattern.compile("tiff:Orientation(?:=\"|>)([0-9])");

  /** The orientation, 1 to 8: EXIF's, else XMP's, else upright. */
  public int orientation() {
    OptionalInt noted = exif == null ? OptionalInt.empty() : Exif.of(exif).orientation();
    return noted.orElseGet(this::ofXmp);
  }

  private int ofXmp() {
    if (xmp == null) {
      return Exif.UPRIGHT;
    }
    Matcher found = XMP_ORIENTATION.matcher(new String(xmp, StandardCharsets.ISO_8859_1));
    int value = found.find() ? found.group(1).charAt(0) - '0' : Exif.UPRIGHT;
    return value >= 1 && value <= 8 ? value : Exif.UPRIGHT;
  }
}
