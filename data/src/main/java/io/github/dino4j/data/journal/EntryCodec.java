package io.github.dino4j.data.journal;

import io.github.dino4j.data.feature.FeatureArray;
import io.github.dino4j.data.feature.FeatureRow;
import io.github.dino4j.data.feature.FeatureType;
import io.github.dino4j.data.feature.ImageEntry;
import io.github.dino4j.data.record.Reject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** Rows and rejects as frames of the journal: a length, then the fields, little endian. */
final class EntryCodec {
  /** The type of numbers stands above the number of axes. */
  private static final int TYPE_SHIFT = 8;

  private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

  /** The frame of a row, valid until the next call. */
  ByteBuffer frame(FeatureRow row) {
    ImageEntry image = row.image();
    begin();
    put(image.id());
    put(image.path());
    room(3 * Integer.BYTES)
        .putInt(image.width())
        .putInt(image.height())
        .putInt(row.arrays().size());
    for (Map.Entry<String, FeatureArray> named : row.arrays().entrySet()) {
      put(named.getKey());
      FeatureArray array = named.getValue();
      room(Integer.BYTES).putInt(array.type().ordinal() << TYPE_SHIFT | array.shape().length);
      for (int length : array.shape()) {
        room(Integer.BYTES).putInt(length);
      }
      room(Math.multiplyExact(array.values().length, array.type().bytes()));
      array.type().put(array.values(), buffer);
    }
    return end();
  }

  /** The frame of a reject, valid until the next call. */
  ByteBuffer frame(Reject reject) {
    begin();
    put(reject.path());
    put(reject.reason());
    return end();
  }

  static FeatureRow row(ByteBuffer frame) {
    String id = text(frame);
    ImageEntry image = new ImageEntry(id, text(frame), frame.getInt(), frame.getInt());
    SequencedMap<String, FeatureArray> arrays = new LinkedHashMap<>();
    int count = frame.getInt();
    for (int i = 0; i < count; i++) {
      String name = text(frame);
      int kind = frame.getInt();
      FeatureType type = FeatureType.values()[kind >> TYPE_SHIFT];
      int[] shape = new int[kind & (1 << TYPE_SHIFT) - 1];
      int size = 1;
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = frame.getInt();
        size *= shape[axis];
      }
      arrays.put(name, new FeatureArray(shape, type.get(frame, size), type));
    }
    return new FeatureRow(image, arrays);
  }

  static Reject reject(ByteBuffer frame) {
    String path = text(frame);
    return new Reject(path, text(frame));
  }

  private void begin() {
    buffer.clear().position(Integer.BYTES);
  }

  private ByteBuffer end() {
    buffer.flip();
    return buffer.putInt(0, buffer.limit() - Integer.BYTES);
  }

  private void put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
  }

  private static String text(ByteBuffer frame) {
    byte[] bytes = new byte[frame.getInt()];
    frame.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), Math.addExact(buffer.position(), bytes));
      buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(buffer.flip());
    }
    return buffer;
  }
}
