package io.github.dino4j.torch.storage;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Element types, by the names of safetensors and in its order of writing: within a file wider types
 * come first, so that every tensor stays aligned.
 */
public enum DType {
  I64(8, "Long"),
  F64(8, "Double"),
  F32(4, "Float"),
  I32(4, "Int"),
  BF16(2, "BFloat16"),
  F16(2, "Half"),
  I16(2, "Short"),
  I8(1, "Char"),
  U8(1, "Byte"),
  BOOL(1, "Bool");

  private final int bytes;

  /** What PyTorch calls its storage: {@code torch.FloatStorage}. */
  public final String storage;

  DType(int bytes, String storage) {
    this.bytes = bytes;
    this.storage = storage;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  public static DType named(String name) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new DinoException(
                "elements of type %s are not supported, only %s"
                    .formatted(Quoted.of(name), Arrays.toString(values()))));
  }

  /** Element {@code index} of little-endian {@code data} as float32; booleans are 0 and 1. */
  float toFloat(MemorySegment data, long index) {
    long at = index * bytes;
    return switch (this) {
      case F32 -> data.get(JAVA_FLOAT_UNALIGNED, at);
      case F16 -> Float.float16ToFloat(data.get(JAVA_SHORT_UNALIGNED, at));
      case BF16 -> Float.intBitsToFloat(data.get(JAVA_SHORT_UNALIGNED, at) << 16);
      case F64 -> (float) data.get(JAVA_DOUBLE_UNALIGNED, at);
      case I64 -> data.get(JAVA_LONG_UNALIGNED, at);
      case I32 -> data.get(JAVA_INT_UNALIGNED, at);
      case I16 -> data.get(JAVA_SHORT_UNALIGNED, at);
      case I8 -> data.get(JAVA_BYTE, at);
      case U8 -> data.get(JAVA_BYTE, at) & 0xff;
      case BOOL -> data.get(JAVA_BYTE, at) == 0 ? 0 : 1;
    };
  }
}
