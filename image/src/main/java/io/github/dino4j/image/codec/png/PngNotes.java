package io.github.dino4j.image.codec.png;

import io.github.dino4j.image.codec.Bytes;
import io.github.dino4j.image.codec.PhotoNotes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers EXIF and XMP from the chunks of a PNG, before the picture and behind it: eXIf, the hex
 * digits of ImageMagick's raw profile where there is none, XMP as text of any kind. The last chunk
 * of a kind counts, as in Pillow.
 */
final class PngNotes {
  private static final String XMP = "XML:com.adobe.xmp";
  private static final String RAW_PROFILE = "Raw profile type exif";

  /** A longer text is no note, and might be a decompression bomb. */
  private static final int TEXT_LIMIT = 1 << 20;

  private final Bytes file;
  private byte @Nullable [] exif;
  private byte @Nullable [] rawProfile;
  private byte @Nullable [] xmp;

  private PngNotes(Bytes file) {
    this.file = file;
  }

  /**
   * @param chunk where the first one starts
   */
  static PhotoNotes read(Bytes file, int chunk) {
    PngNotes notes = new PngNotes(file);
    long at = chunk;
    while (at + PngCodec.CHUNK_FRAME <= file.size() && !file.has((int) at + 4, "IEND")) {
      long end = at + 8 + file.u32((int) at);
      if (end <= file.size()) {
        notes.take((int) at + 4, (int) end);
      }
      at = end + 4;
    }
    byte[] exif = notes.exif == null ? profile(notes.rawProfile) : notes.exif;
    return new PhotoNotes(exif, notes.xmp);
  }

  private void take(int type, int end) {
    int start = type + 4;
    if (file.has(type, "eXIf")) {
      exif = Arrays.copyOfRange(file.data, start, end);
    } else if (file.has(type, "tEXt")) {
      takeText(start, key -> Arrays.copyOfRange(file.data, key, end), end);
    } else if (file.has(type, "zTXt")) {
      takeText(start, key -> inflated(key + 1, end), end);
    } else if (file.has(type, "iTXt")) {
      takeText(start, key -> international(key, end), end);
    }
  }

  /** From the byte behind a keyword to the text; null if there is none. */
  private interface Text {
    byte @Nullable [] after(int keyword);
  }

  private void takeText(int start, Text text, int end) {
    int zero = zero(start, end);
    if (zero < 0) {
      return;
    }
    String keyword = new String(file.data, start, zero - start, StandardCharsets.ISO_8859_1);
    if (keyword.equals(XMP)) {
      byte[] found = text.after(zero + 1);
      xmp = found == null ? xmp : found;
    } else if (keyword.equals(RAW_PROFILE)) {
      byte[] found = text.after(zero + 1);
      rawProfile = found == null ? rawProfile : found;
    }
  }

  /** Compression flag and method, language, translated keyword, text. */
  private byte @Nullable [] international(int at, int end) {
    int language = at + 2 > end ? -1 : zero(at + 2, end);
    int translated = language < 0 ? -1 : zero(language + 1, end);
    if (translated < 0) {
      return null;
    }
    if (file.u8(at) == 0) {
      return Arrays.copyOfRange(file.data, translated + 1, end);
    }
    return file.u8(at + 1) == 0 ? inflated(translated + 1, end) : null;
  }

  private byte @Nullable [] inflated(int start, int end) {
    if (start > end) {
      return null;
    }
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(file.data, start, end - start))) {
      return in.readNBytes(TEXT_LIMIT);
    } catch (IOException _) {
      return null;
    }
  }

  private int zero(int from, int end) {
    for (int i = from; i < end; i++) {
      if (file.data[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A line of nothing, the name, the length, then lines of hex digits. */
  private static byte @Nullable [] profile(byte @Nullable [] text) {
    if (text == null) {
      return null;
    }
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n", 4);
    try {
      return lines.length < 4
          ? new byte[0]
          : HexFormat.of().parseHex(lines[3].replaceAll("\\s+", ""));
    } catch (IllegalArgumentException _) {
      return null;
    }
  }
}
