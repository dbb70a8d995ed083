package io.github.dino4j.torch.pickle;

import io.github.dino4j.torch.storage.Cursor;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The opcodes that push one value and look at nothing else. (Lib/pickletools.py of CPython.) */
final class PickleLiterals {
  private PickleLiterals() {}

  /** Null if the opcode is of another kind. */
  static @Nullable Object read(int opcode, Cursor cursor) {
    return switch (opcode) {
      case 'N' -> Pickled.None.NONE;
      case 0x88 -> true;
      case 0x89 -> false;
      case 'J' -> (long) cursor.int32();
      case 'K' -> (long) cursor.uint8();
      case 'M' -> (long) cursor.uint16();
      case 0x8a -> integer(cursor.bytes(cursor.uint8()));
      case 0x8b -> integer(cursor.bytes(cursor.int32()));
      case 'G' -> cursor.bigEndianDouble();
      case 'X' -> cursor.utf8(cursor.uint32());
      case 0x8c -> cursor.utf8(cursor.uint8());
      case 0x8d -> cursor.utf8(cursor.int64());
      case 'U' -> cursor.utf8(cursor.uint8());
      case 'T' -> cursor.utf8(cursor.int32());
      case 'C' -> cursor.bytes(cursor.uint8());
      case 'B' -> cursor.bytes(cursor.uint32());
      case 0x8e, 0x96 -> cursor.bytes(cursor.int64());
      case ']' -> new ArrayList<>();
      case 0x8f -> new ArrayList<>(); // an empty set
      case ')' -> List.of();
      case '}' -> new LinkedHashMap<>();
      default -> null;
    };
  }

  /** Two's complement, little-endian. */
  private static Object integer(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(reversed);
    return value.bitLength() < 64 ? (Object) value.longValue() : value;
  }
}
