package io.github.dino4j.image.codec;

import io.github.dino4j.image.UnreadableImageException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the markers of a JPEG say (ITU-T T.81, annex B).
 *
 * @param progressive whether several scans refine the picture
 * @param components 1 gray, 3 colour, 4 CMYK
 * @param notes EXIF, joined where it comes in several segments, and the last XMP
 * @param adobeTransform colour transform of Adobe's marker: 0 none, 1 YCbCr, 2 YCCK; -1 without one
 * @param scan where the first scan starts
 */
record JpegFrame(
    int width,
    int height,
    boolean progressive,
    int components,
    PhotoNotes notes,
    int adobeTransform,
    int scan) {
  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int PROGRESSIVE = 0xC2;
  private static final int APP1 = 0xE1;
  private static final int APP14 = 0xEE;
  private static final String EXIF = "Exif\0\0";
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  /** Reads markers up to the first scan. */
  static JpegFrame read(Bytes file) {
    int frame = 0;
    ByteArrayOutputStream exif = new ByteArrayOutputStream();
    byte @Nullable [] xmp = null;
    int adobe = -1;
    int at = 2;
    while (true) {
      at = nextMarker(file, at);
      int marker = file.u8(at);
      if (marker == END_OF_IMAGE) {
        throw UnreadableImageException.broken("JPEG", "it ends before any picture");
      } else if (standsAlone(marker)) {
        at++;
        continue;
      }
      int length = file.u16(at + 1);
      if (length < 2) {
        throw UnreadableImageException.broken("JPEG", "a segment of length " + length);
      }
      file.need(at + 1, length);
      if (marker == START_OF_SCAN) {
        break;
      } else if (isStartOfFrame(marker)) {
        frame = at;
      } else if (marker == APP1 && file.has(at + 3, EXIF)) {
        exif.write(file.data, at + 3 + EXIF.length(), length - 2 - EXIF.length());
      } else if (marker == APP1 && file.has(at + 3, XMP)) {
        xmp = Arrays.copyOfRange(file.data, at + 3 + XMP.length(), at + 1 + length);
      } else if (marker == APP14 && length >= 14 && file.has(at + 3, "Adobe")) {
        adobe = file.u8(at + 14);
      }
      at += 1 + length;
    }
    if (frame == 0) {
      throw UnreadableImageException.broken("JPEG", "no frame header before the first scan");
    }
    return of(file, frame, new Rest(new PhotoNotes(exif.toByteArray(), xmp), adobe, at));
  }

  /** What the other segments say. */
  private record Rest(PhotoNotes notes, int adobeTransform, int scan) {}

  private static JpegFrame of(Bytes file, int frame, Rest rest) {
    int precision = file.u8(frame + 3);
    int height = file.u16(frame + 4);
    int width = file.u16(frame + 6);
    int components = file.u8(frame + 8);
    if (precision != 8) {
      throw new UnreadableImageException(
          "a JPEG of %d bits a channel, which is not read".formatted(precision));
    }
    if (width == 0 || height == 0) {
      throw UnreadableImageException.broken("JPEG", "a size of " + width + " x " + height);
    }
    if (components != 1 && components != 3 && components != 4) {
      throw UnreadableImageException.broken("JPEG", components + " channels");
    }
    boolean progressive = file.u8(frame) == PROGRESSIVE;
    return new JpegFrame(
        width, height, progressive, components, rest.notes, rest.adobeTransform, rest.scan);
  }

  /**
   * Refuses a file that stops inside its scans. The decoder itself would fill the rest with gray.
   * Any marker ends the only scan of a sequential picture; other pictures go on to their last one.
   */
  void checkComplete(Bytes file) {
    byte[] data = file.data;
    boolean oneScan = !progressive && file.u8(scan + 3) == components;
    int at = scan;
    while (true) {
      int marker = file.u8(at);
      if (marker == END_OF_IMAGE) {
        return;
      }
      if (!standsAlone(marker)) {
        at += 1 + Math.max(2, file.u16(at + 1));
      }
      at = skipEntropyCoded(data, at);
      if (at < 0) {
        throw UnreadableImageException.truncated(data.length);
      } else if (oneScan) {
        return;
      }
    }
  }

  /** The code of the next marker that is neither a stuffed byte nor a restart; -1 at the end. */
  private static int skipEntropyCoded(byte[] data, int at) {
    for (int i = at; i + 1 < data.length; i++) {
      if (data[i] == (byte) 0xff) {
        int code = data[i + 1] & 0xff;
        if (code != 0 && code != 0xff && !isRestart(code)) {
          return i + 1;
        }
      }
    }
    return -1;
  }

  /** Skips fill bytes and, as decoders do, garbage between segments. */
  private static int nextMarker(Bytes file, int at) {
    while (file.u8(at) != 0xff || file.u8(at + 1) == 0xff || file.u8(at + 1) == 0) {
      at++;
    }
    return at + 1;
  }

  private static boolean isStartOfFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean isRestart(int marker) {
    return marker >= 0xD0 && marker <= 0xD7;
  }

  private static boolean standsAlone(int marker) {
    return isRestart(marker) || marker == 0x01 || marker == 0xD8;
  }
}
