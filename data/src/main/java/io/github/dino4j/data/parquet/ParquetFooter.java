package io.github.dino4j.data.parquet;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * Makes the same table the same bytes in every process. parquet-java gathers the encodings of a
 * column in a hash set of enums, whose order changes from process to process, and writes them in
 * that order; here they are put in order afterwards. A Parquet file ends with its footer, four
 * bytes of the footer's length and a magic word.
 */
final class ParquetFooter {
  private static final int TAIL = 8;

  private ParquetFooter() {}

  static void putInOrder(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer tail = read(channel, channel.size() - TAIL, TAIL);
      int length = tail.getInt(0);
      long start = channel.size() - TAIL - length;
      byte[] footer = ordered(read(channel, start, length).array());
      tail.putInt(0, footer.length).rewind();
      ByteBuffer end = ByteBuffer.allocate(footer.length + TAIL).put(footer).put(tail).flip();
      channel.truncate(start).position(start);
      while (end.hasRemaining()) {
        channel.write(end);
      }
    }
  }

  private static byte[] ordered(byte[] footer) throws IOException {
    FileMetaData meta = Util.readFileMetaData(new ByteArrayInputStream(footer));
    for (RowGroup group : meta.getRow_groups()) {
      for (ColumnChunk column : group.getColumns()) {
        column.getMeta_data().getEncodings().sort(Comparator.comparingInt(Encoding::getValue));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(footer.length);
    Util.writeFileMetaData(meta, bytes);
    return bytes.toByteArray();
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, at + bytes.position()) < 0) {
        throw new IOException("the Parquet file ends early");
      }
    }
    return bytes;
  }
}
