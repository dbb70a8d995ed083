package io.github.dino4j.kernels.x86;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Numbers in memory that kernels work on; none written yet is not a number. */
public record Numbers(ElementType type, MemorySegment memory) {
  public static Numbers allocate(ElementType type, long count, Arena arena) {
    MemorySegment memory = arena.allocate(type.bytes() * count, 64);
    memory.fill((byte) -1);
    return new Numbers(type, memory);
  }

  public static Numbers random(ElementType type, long count, Random random, Arena arena) {
    Numbers numbers = allocate(type, count, arena);
    for (long i = 0; i < count; i++) {
      numbers.set(i, (float) random.nextGaussian());
    }
    return numbers;
  }

  public long address() {
    return memory.address();
  }

  /** The first numbers as a matrix without gaps. */
  public Matrix matrix(int rows, int columns) {
    return Matrix.of(memory, type, rows, columns);
  }

  /** All numbers as a vector. */
  public Matrix vector() {
    return matrix(1, Math.toIntExact(count()));
  }

  public long count() {
    return memory.byteSize() / type.bytes();
  }

  public float get(long index) {
    return type == ElementType.FP32
        ? memory.getAtIndex(JAVA_FLOAT, index)
        : Float.intBitsToFloat(memory.getAtIndex(JAVA_SHORT, index) << 16);
  }

  public void set(long index, float value) {
    if (type == ElementType.FP32) {
      memory.setAtIndex(JAVA_FLOAT, index, value);
    } else {
      memory.setAtIndex(JAVA_SHORT, index, (short) (Float.floatToRawIntBits(toBf16(value)) >> 16));
    }
  }

  /** The nearest number in bf16; of two, the even one. */
  public static float toBf16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.intBitsToFloat((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000);
  }
}
