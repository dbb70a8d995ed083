package io.github.dino4j.search.exact;

import io.github.dino4j.base.Json;
import io.github.dino4j.search.IndexedVector;
import io.github.dino4j.search.UnitVectors;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A vector as the file has it.
 *
 * @param metadata a JSON object
 * @param vector of length 1, little-endian
 */
record Row(String id, byte[] metadata, byte[] vector) {
  static Row of(IndexedVector added) {
    float[] unit = UnitVectors.of(added.vector(), added.vector().length);
    ByteBuffer bytes =
        ByteBuffer.allocate(unit.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(unit);
    return new Row(
        added.id(), Json.compact(added.metadata()).getBytes(StandardCharsets.UTF_8), bytes.array());
  }

  Map<String, Object> parsedMetadata() {
    return Json.object(metadata);
  }

  void copyVector(float[] target, int at) {
    ByteBuffer.wrap(vector)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(target, at, vector.length / Float.BYTES);
  }

  void write(DataOutputStream out) throws IOException {
    writeBytes(out, id.getBytes(StandardCharsets.UTF_8));
    writeBytes(out, metadata);
    out.write(vector);
  }

  static Row read(DataInputStream in, int dim) throws IOException {
    return new Row(
        new String(readBytes(in), StandardCharsets.UTF_8),
        readBytes(in),
        exactly(in, dim * Float.BYTES));
  }

  static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0) {
      throw new IOException("a length in it is negative");
    }
    return exactly(in, length);
  }

  /** Takes memory for what is there only, however long it claims to be. */
  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("it ends too early");
    }
    return bytes;
  }
}
