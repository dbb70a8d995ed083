package io.github.dino4j.data.parquet;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads one leaf column row by row: a single value or null where it does not repeat, all values of
 * the row where it does.
 */
final class ColumnCursor {
  private final ColumnReader reader;
  private final ColumnDescriptor column;
  private final int elementLevel;
  private float[] floats = new float[1024];

  /**
   * @param elementLevel the definition level from which on there is an element of the row's list
   */
  ColumnCursor(ColumnReader reader, int elementLevel) {
    this.reader = reader;
    this.column = reader.getDescriptor();
    this.elementLevel = elementLevel;
  }

  /**
   * The row's value (byte[], Integer, Long, Float, Double, Boolean); of a list of numbers a
   * float[], of bytes a List.
   */
  @Nullable Object next() {
    if (column.getMaxRepetitionLevel() == 0) {
      return single();
    }
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case BINARY, FIXED_LEN_BYTE_ARRAY -> items();
      default -> list();
    };
  }

  /** Elements that are null keep their places, so that the members of structs stay together. */
  private List<byte @Nullable []> items() {
    List<byte @Nullable []> items = new ArrayList<>();
    do {
      if (reader.getCurrentDefinitionLevel() >= elementLevel) {
        items.add(present() ? bytes(reader.getBinary().toByteBuffer()) : null);
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    return items;
  }

  private @Nullable Object single() {
    Object value = present() ? value() : null;
    reader.consume();
    return value;
  }

  private float @Nullable [] list() {
    int count = 0;
    boolean isNull = reader.getCurrentDefinitionLevel() == 0;
    do {
      if (present()) {
        floats = count == floats.length ? Arrays.copyOf(floats, 2 * count) : floats;
        floats[count++] = number();
      }
      reader.consume();
    } while (reader.getCurrentRepetitionLevel() > 0);
    return isNull && count == 0 ? null : Arrays.copyOf(floats, count);
  }

  private boolean present() {
    return reader.getCurrentDefinitionLevel() == column.getMaxDefinitionLevel();
  }

  private float number() {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case FLOAT -> reader.getFloat();
      case DOUBLE -> (float) reader.getDouble();
      case INT32 -> reader.getInteger();
      default ->
          throw new IllegalArgumentException(
              "column %s holds lists of %s, not of numbers"
                  .formatted(
                      String.join(".", column.getPath()),
                      column.getPrimitiveType().getPrimitiveTypeName()));
    };
  }

  private Object value() {
    return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> reader.getInteger();
      case INT64 -> reader.getLong();
      case FLOAT -> reader.getFloat();
      case DOUBLE -> reader.getDouble();
      case BOOLEAN -> reader.getBoolean();
      case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> bytes(reader.getBinary().toByteBuffer());
    };
  }

  /**
   * A damaged length shows as a buffer that cannot be; asked for an array it would be made first.
   */
  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}
