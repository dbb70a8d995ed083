package io.github.dino4j.data.collection;

import io.github.dino4j.data.record.ImageBytes;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar, one after the other: ustar headers with GNU long names and the path
 * and size of pax headers. In a plain tar a member that is not read costs one seek, and its place
 * is known, so that it can be read later and from other threads.
 */
final class TarMembers implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int BUFFER = 1 << 16;
  private static final long TEXT_LIMIT = 1 << 20;
  private static final long SIZE_LIMIT = 1L << 50;

  /**
   * A file in the tar.
   *
   * @param offset where its bytes begin, meaningful in a plain tar
   */
  record Member(String name, long offset, long size) {}

  private final InputStream in;
  private final boolean compressed;
  private long position;
  private long end;
  private @Nullable String longName;
  private long longSize = -1;

  TarMembers(Path tar) throws IOException {
    InputStream file = new BufferedInputStream(Files.newInputStream(tar), BUFFER);
    try {
      compressed = startsLikeGzip(file) || !isCalledTar(tar);
      in = compressed ? new BufferedInputStream(new GZIPInputStream(file, BUFFER), BUFFER) : file;
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private static boolean isCalledTar(Path tar) {
    return tar.toString().toLowerCase(Locale.ROOT).endsWith(".tar");
  }

  private static boolean startsLikeGzip(InputStream file) throws IOException {
    file.mark(2);
    boolean gzip = file.read() == 0x1f && file.read() == 0x8b;
    file.reset();
    return gzip;
  }

  /** Whether members can only be read as they pass. */
  boolean isCompressed() {
    return compressed;
  }

  /** The next file, null at the end of the archive. */
  @Nullable Member next() throws IOException {
    while (true) {
      skipTo(end);
      byte[] block = in.readNBytes(BLOCK);
      if (block.length == 0) {
        return null;
      }
      position += block.length;
      TarHeader header = TarHeader.parse(block, position);
      if (header == null) {
        return null;
      }
      Member file = member(header);
      if (file != null) {
        return file;
      }
    }
  }

  /** Takes in one header; null when it only describes the next one or is no regular file. */
  private @Nullable Member member(TarHeader header) throws IOException {
    boolean describes = header.isLongName() || header.isPax();
    long size = longSize >= 0 && !describes ? longSize : header.size();
    if (size > SIZE_LIMIT) {
      throw new IOException("%d bytes of %s in the archive".formatted(size, header.name()));
    }
    end = position + (size + BLOCK - 1) / BLOCK * BLOCK;
    if (header.isLongName()) {
      longName = header.untilNul(text(size));
    } else if (header.isPax()) {
      Pax pax = Pax.parse(text(size));
      longName = pax.path() == null ? longName : pax.path();
      longSize = pax.size() < 0 ? longSize : pax.size();
    } else if (!header.isGlobal()) {
      Member member = new Member(longName == null ? header.name() : longName, position, size);
      longName = null;
      longSize = -1;
      return header.isFile() && !member.name.endsWith("/") ? member : null;
    }
    return null;
  }

  /** The bytes of the member that {@link #next} gave last. */
  byte[] read(Member member) throws IOException {
    ImageBytes.checkSize(member.size);
    byte[] bytes = in.readNBytes((int) member.size);
    position += bytes.length;
    if (bytes.length < member.size) {
      throw new IOException("the archive ends inside " + member.name);
    }
    return bytes;
  }

  private byte[] text(long size) throws IOException {
    if (size > TEXT_LIMIT) {
      throw new IOException("a name of %d bytes in the archive".formatted(size));
    }
    return read(new Member("a name", position, size));
  }

  private void skipTo(long target) throws IOException {
    try {
      in.skipNBytes(target - position);
    } catch (IOException e) {
      throw new IOException("the archive is cut off", e);
    }
    position = target;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The records of a pax header that matter here. */
  private record Pax(@Nullable String path, long size) {
    /** Each record is {@code LENGTH KEY=VALUE\n}, the length counting itself. */
    static Pax parse(byte[] text) throws IOException {
      String path = null;
      long size = -1;
      int at = 0;
      String ascii = new String(text, StandardCharsets.ISO_8859_1);
      try {
        while (at < text.length && text[at] != 0) {
          int space = ascii.indexOf(' ', at);
          int equals = ascii.indexOf('=', at);
          int end = at + Integer.parseInt(ascii, at, space, 10);
          String key = ascii.substring(space + 1, equals);
          String value = new String(text, equals + 1, end - equals - 2, StandardCharsets.UTF_8);
          path = key.equals("path") ? value : path;
          size = key.equals("size") ? Long.parseLong(value) : size;
          at = end;
        }
      } catch (IndexOutOfBoundsException | NumberFormatException e) {
        throw new IOException("a damaged pax header in the archive", e);
      }
      return new Pax(path, size);
    }
  }
}
