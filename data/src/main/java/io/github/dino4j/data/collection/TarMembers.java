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
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The regular files of a tar, one after the other; commons-compress reads their headers, with GNU
 * long names and pax. In a plain tar a member that is not read costs one seek, and its place is
 * known, so that it can be read later and from other threads.
 */
final class TarMembers implements AutoCloseable {
  private static final int BLOCK = TarConstants.DEFAULT_RCDSIZE;
  private static final int BUFFER = 1 << 16;

  /** Bytes of one member's headers; a hostile archive may hold endless names, or headers nested. */
  private static final long HEADER_LIMIT = 1 << 19;

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
      TarArchiveEntry entry = header();
      if (entry == null) {
        return null;
      }
      long size = entry.getSize();
      if (size > SIZE_LIMIT) {
        throw new IOException("%d bytes of %s in the archive".formatted(size, entry.getName()));
      }
      end = position + (size + BLOCK - 1) / BLOCK * BLOCK;
      if (isFile(entry)) {
        return new Member(entry.getName(), position, size);
      }
    }
  }

  /**
   * Each header has a reader of its own: one for the whole archive would read all data, where
   * {@link #skipTo} leaps over it. It is not closed, because that would close the archive.
   */
  private @Nullable TarArchiveEntry header() throws IOException {
    long start = position;
    BoundedInputStream bounded =
        BoundedInputStream.builder()
            .setInputStream(in)
            .setMaxCount(HEADER_LIMIT)
            .setOnMaxCount(TarMembers::refuse)
            .get();
    TarArchiveInputStream tar =
        new TarArchiveInputStream(bounded, BLOCK, BLOCK, StandardCharsets.UTF_8.name(), true);
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      long length = bounded.getCount();
      position += length;
      if (entry == null ? isCut(length) : !entry.isCheckSumOK()) {
        throw noHeader(start, null);
      }
      return entry;
    } catch (IOException e) {
      throw e.getCause() instanceof IllegalArgumentException ? noHeader(start, e) : e;
    } catch (RuntimeException e) {
      throw noHeader(start, e);
    }
  }

  private static void refuse(long limit, long count) throws IOException {
    throw new IOException("more than %d bytes of headers before a member".formatted(limit));
  }

  /** The end of an archive is one block of zeros or two, of which the second may be cut. */
  private static boolean isCut(long length) {
    return length % BLOCK != 0 && (length < BLOCK || length > 2 * BLOCK);
  }

  private static IOException noHeader(long position, @Nullable Exception cause) {
    return new IOException("no tar header at byte %d".formatted(position), cause);
  }

  /** Of sparse files, what lies in the archive is not their content. */
  private static boolean isFile(TarArchiveEntry entry) {
    return switch (entry.getLinkFlag()) {
      case TarConstants.LF_NORMAL, TarConstants.LF_OLDNORM, TarConstants.LF_CONTIG ->
          !entry.isDirectory() && !entry.isSparse();
      default -> false;
    };
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
}
