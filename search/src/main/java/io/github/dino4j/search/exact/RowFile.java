package io.github.dino4j.search.exact;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.IoReason;
import io.github.dino4j.base.Json;
import io.github.dino4j.base.PathText;
import io.github.dino4j.base.WholeFile;
import io.github.dino4j.search.IndexDescription;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * All rows of an index, by rising id: a magic number, a header in JSON, the rows, a checksum. It is
 * one file, so that a commit is one move.
 */
final class RowFile implements AutoCloseable {
  private static final long MAGIC = 0x64696e6f_65786131L; // "dinoexa1"
  private static final int BUFFER = 1 << 18;

  private final Path file;
  private final Header header;
  private final CRC32C sum;
  private final DataInputStream in;
  private int left;

  /**
   * What stands before the rows.
   *
   * @param commit counts the commits
   * @param size number of rows
   */
  record Header(IndexDescription description, long commit, int size) {
    byte[] json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("description", description.json());
      json.put("commit", commit);
      json.put("size", (long) size);
      return Json.compact(json).getBytes(StandardCharsets.UTF_8);
    }

    static Header of(byte[] json) throws IOException {
      Map<String, Object> map = Json.object(json);
      if (map.get("description") instanceof Map<?, ?> description
          && map.get("commit") instanceof Long commit
          && map.get("size") instanceof Long size
          && size >= 0
          && size <= Integer.MAX_VALUE) {
        return new Header(IndexDescription.of(description), commit, size.intValue());
      }
      throw new IOException("its header lacks what it must have");
    }
  }

  /** Gives rows by rising id. */
  @FunctionalInterface
  interface Rows {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private RowFile(Path file, Header header, CRC32C sum, DataInputStream in) {
    this.file = file;
    this.header = header;
    this.sum = sum;
    this.in = in;
    left = header.size();
  }

  /** Writes the file in place of an older one. */
  static void write(Path file, Header header, Rows rows) {
    WholeFile.write(
        file,
        buffered -> {
          CRC32C sum = new CRC32C();
          DataOutputStream out = new DataOutputStream(new CheckedOutputStream(buffered, sum));
          out.writeLong(MAGIC);
          Row.writeBytes(out, header.json());
          rows.writeTo(out);
          out.writeInt((int) sum.getValue());
          out.flush();
        });
  }

  /**
   * Opens the file; it stays the same one even where another takes its place.
   *
   * @throws DinoException if there is none or it is none
   */
  static RowFile open(Path file) {
    DataInputStream in = null;
    try {
      CRC32C sum = new CRC32C();
      in =
          new DataInputStream(
              new CheckedInputStream(
                  new BufferedInputStream(Files.newInputStream(file), BUFFER), sum));
      if (in.readLong() != MAGIC) {
        throw new IOException("it begins otherwise");
      }
      Header header = Header.of(Row.readBytes(in));
      long least = (long) header.size() * header.description().dim() * Float.BYTES;
      if (least > Files.size(file)) {
        throw new EOFException("it ends too early");
      }
      RowFile opened = new RowFile(file, header, sum, in);
      in = null;
      return opened;
    } catch (NoSuchFileException e) {
      throw new DinoException(
          "%s holds no index".formatted(PathText.text(file.resolveSibling(""))), e);
    } catch (IOException | DinoException e) {
      throw damaged(file, e);
    } finally {
      close(in);
    }
  }

  Header header() {
    return header;
  }

  boolean hasNext() {
    return left > 0;
  }

  /** The next row; after the last one the checksum is compared. */
  Row next() {
    try {
      Row row = Row.read(in, header.description().dim());
      left--;
      if (left == 0) {
        requireSum();
      }
      return row;
    } catch (IOException e) {
      throw damaged(file, e);
    }
  }

  private void requireSum() throws IOException {
    int expected = (int) sum.getValue();
    if (in.readInt() != expected) {
      throw new IOException("its checksum differs");
    }
  }

  private static DinoException damaged(Path file, Exception cause) {
    String reason =
        switch (cause) {
          case EOFException _ -> "it ends too early";
          case IOException io -> IoReason.of(io);
          default -> String.valueOf(cause.getMessage());
        };
    return new DinoException(
        "%s is no whole index: %s; make it anew".formatted(PathText.text(file), reason), cause);
  }

  @Override
  public void close() {
    close(in);
  }

  private static void close(@Nullable DataInputStream in) {
    try {
      if (in != null) {
        in.close();
      }
    } catch (IOException _) {
      // It was only read.
    }
  }
}
