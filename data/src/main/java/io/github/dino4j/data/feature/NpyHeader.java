package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The header of {@code .npy}, version 1.0: a Python dictionary padded to 128 bytes. */
public final class NpyHeader {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int START = MAGIC.length + 2;
  private static final int SIZE = 128;
  private static final Pattern SHAPE = Pattern.compile("'shape':\\s*\\(([0-9, ]*)\\)");

  private NpyHeader() {}

  /** For {@link DenseHeader.Layout}; the grids of its images are always alike. */
  static byte[] header(List<DenseHeader.Tensor> tensors, long grids) {
    return header(tensors.getFirst().type(), tensors.getFirst().shape());
  }

  /** What begins a file of numbers in C order of this shape. */
  public static byte[] header(FeatureType type, long[] shape) {
    String lengths =
        Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type.numpy(), lengths);
    int room = SIZE - START;
    String padded = text + " ".repeat(room - 1 - text.length()) + "\n";
    return ByteBuffer.allocate(SIZE)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) room)
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  static DenseHeader read(FileChannel file) throws IOException {
    ByteBuffer start = bytes(file, START);
    byte[] magic = new byte[MAGIC.length];
    start.get(magic);
    int room = Short.toUnsignedInt(start.getShort());
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("it does not begin as .npy of version 1.0");
    }
    String text = StandardCharsets.ISO_8859_1.decode(bytes(file, room)).toString();
    Matcher shape = SHAPE.matcher(text);
    FeatureType type =
        text.contains("'%s'".formatted(FeatureType.FLOAT16.numpy()))
            ? FeatureType.FLOAT16
            : FeatureType.FLOAT32;
    if (!text.contains("'%s'".formatted(type.numpy()))
        || !text.contains("False")
        || !shape.find()) {
      throw new IOException("it holds no float32 or float16 in C order: " + text.strip());
    }
    long[] lengths =
        Pattern.compile(",")
            .splitAsStream(shape.group(1))
            .map(String::strip)
            .filter(length -> !length.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    return new DenseHeader(
        List.of(new DenseHeader.Tensor("features", type, lengths, START + room)), null, Map.of());
  }

  static ByteBuffer bytes(FileChannel file, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (file.read(buffer) < 0) {
        throw new IOException("it ends inside its header");
      }
    }
    return buffer.flip();
  }
}
