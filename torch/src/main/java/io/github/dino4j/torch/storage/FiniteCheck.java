package io.github.dino4j.torch.storage;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Looks for NaN and infinity, which both have all exponent bits set, in several elements at a time:
 * in a 64-bit word, adding one to the lowest exponent bit of each element carries into its sign bit
 * exactly when the whole exponent was set.
 */
final class FiniteCheck {
  private FiniteCheck() {}

  static boolean passes(DType type, MemorySegment data) {
    return switch (type) {
      case F64 -> passes(data, 0x7ff0000000000000L, 0x0010000000000000L);
      case F32 -> passes(data, 0x7f8000007f800000L, 0x0080000000800000L);
      case F16 -> passes(data, 0x7c007c007c007c00L, 0x0400040004000400L);
      case BF16 -> passes(data, 0x7f807f807f807f80L, 0x0080008000800080L);
      default -> true;
    };
  }

  private static boolean passes(MemorySegment data, long exponents, long one) {
    long signs = ~exponents & (exponents << 1 | exponents);
    long carried = 0;
    long whole = data.byteSize() / 8 * 8;
    for (long at = 0; at < whole; at += 8) {
      carried |= (data.get(JAVA_LONG_UNALIGNED, at) & exponents) + one;
    }
    if (whole < data.byteSize()) {
      byte[] rest = new byte[8];
      MemorySegment padded = MemorySegment.ofArray(rest);
      MemorySegment.copy(data, whole, padded, 0, data.byteSize() - whole);
      carried |= (padded.get(JAVA_LONG_UNALIGNED, 0) & exponents) + one;
    }
    return (carried & signs) == 0;
  }
}
