package io.github.dino4j.image;

/** Reads the one EXIF tag that moves pixels: orientation (274) in the first directory. */
final class Exif {
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 274;
  private static final int ENTRY_SIZE = 12;

  private Exif() {}

  /**
   * The orientation noted in a TIFF structure, 1 to 8; 1 where it is absent or broken, since a
   * broken note is no reason to refuse a photo.
   *
   * @param start of the TIFF structure in the file
   * @param end one past its last byte
   */
  static int orientation(Bytes file, int start, int end) {
    boolean little = file.has(start, "II*\0");
    if (!little && !file.has(start, "MM\0*")) {
      return UPRIGHT;
    }
    end = Math.min(end, file.size());
    long directory = start + (end - start < 8 ? end : u32(file, start + 4, little));
    if (directory + 2 > end) {
      return UPRIGHT;
    }
    int count = u16(file, (int) directory, little);
    for (long entry = directory + 2;
        count-- > 0 && entry + ENTRY_SIZE <= end;
        entry += ENTRY_SIZE) {
      if (u16(file, (int) entry, little) == ORIENTATION) {
        int value = u16(file, (int) entry + 8, little);
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static int u16(Bytes file, int at, boolean little) {
    return little ? file.u16le(at) : file.u16(at);
  }

  private static long u32(Bytes file, int at, boolean little) {
    return little ? file.u32le(at) : file.u32(at);
  }
}
