package io.github.dino4j.image.decode;

import io.github.dino4j.image.ImageFormat;
import io.github.dino4j.image.UnreadableImageException;
import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.MediaBrands;
import io.github.dino4j.image.codec.bitmap.BmpCodec;
import io.github.dino4j.image.codec.tiff.TiffCodec;
import java.util.List;
import java.util.regex.Pattern;

/** Tells a format from the first bytes of a file, and for what is no photo says what it is. */
final class Sniffer {
  private record Mark(int at, String ascii, String what) {}

  private static final List<Mark> NOT_READ =
      List.of(
          new Mark(0, "%PDF", "a PDF document, not a photo"),
          new Mark(0, "%!PS", "a PostScript drawing, not a photo"),
          new Mark(0, "PK\003\004", "a ZIP archive, not a photo"),
          new Mark(0, "\037\213", "a gzip archive, not a photo"),
          new Mark(257, "ustar", "a tar archive, not a photo"),
          new Mark(0, "\032\105\337\243", "a video, not a photo"),
          new Mark(8, "AVI ", "a video, not a photo"),
          new Mark(4, "jP  ", "a JPEG 2000 photo, which is not read; convert it to JPEG or PNG"),
          new Mark(
              0, "\377\117\377\121", "a JPEG 2000 photo, which is not read; convert it to PNG"),
          new Mark(4, "JXL ", "a JPEG XL photo, which is not read; convert it to JPEG or PNG"),
          new Mark(0, "\377\012", "a JPEG XL photo, which is not read; convert it to JPEG or PNG"),
          new Mark(0, "8BPS", "a Photoshop document, not a photo; export it as PNG"),
          new Mark(0, "\0\0\1\0", "an icon, not a photo"),
          new Mark(0, "PF\n", "a float picture (PFM), which is not read"),
          new Mark(0, "Pf\n", "a float picture (PFM), which is not read"),
          new Mark(0, "P7\n", "a PAM picture, which is not read; convert it to PPM or PNG"),
          new Mark(0, "version https://git-lfs", "a Git LFS pointer; run `git lfs pull`"));

  private static final Pattern PNM = Pattern.compile("(?s)P[1-6][\\s#].*");
  private static final Pattern SVG = Pattern.compile("(?is)\\s*(<\\?xml.*?|<!--.*?)?<svg[\\s>].*");
  private static final Pattern HTML =
      Pattern.compile("(?is)\\s*(<!doctype html|<html|<head|<body).*");
  private static final Pattern TEXT = Pattern.compile("[\\t\\n\\r\\x20-\\x7e\\xa0-\\xff]+");

  private Sniffer() {}

  static ImageFormat formatOf(Bytes file) {
    if (file.size() == 0) {
      throw new UnreadableImageException("an empty file");
    }
    if (file.has(0, "\377\330\377")) {
      return ImageFormat.JPEG;
    } else if (file.has(0, "\211PNG\r\n\032\n")) {
      return ImageFormat.PNG;
    } else if (file.has(0, "GIF87a") || file.has(0, "GIF89a")) {
      return ImageFormat.GIF;
    } else if (file.has(0, "RIFF") && file.has(8, "WEBP")) {
      return ImageFormat.WEBP;
    } else if (TiffCodec.startsLikeOne(file)) {
      return ImageFormat.TIFF;
    } else if (BmpCodec.startsLikeOne(file)) {
      return ImageFormat.BMP;
    } else if (PNM.matcher(file.text(8)).matches()) {
      return ImageFormat.PNM;
    }
    throw new UnreadableImageException(whatElse(file));
  }

  private static String whatElse(Bytes file) {
    if (file.has(4, "ftyp")) {
      return MediaBrands.whatElse(file);
    }
    for (Mark mark : NOT_READ) {
      if (file.has(mark.at, mark.ascii)) {
        return mark.what;
      }
    }
    String start = file.text(1024).replaceFirst("^\u00ef\u00bb\u00bf", "");
    if (SVG.matcher(start).matches()) {
      return "an SVG drawing, not a photo";
    } else if (HTML.matcher(start).matches()) {
      return "an HTML page, not a photo";
    } else if (start.stripLeading().startsWith("<?xml")) {
      return "an XML document, not a photo";
    } else if (start.chars().allMatch(c -> c == 0)) {
      return "zeros, no image";
    } else if (TEXT.matcher(start).matches()) {
      return "a text file, not a photo";
    }
    return "no image format that is known here (JPEG, PNG, GIF, BMP, TIFF, WebP, PNM)";
  }
}
