package io.github.dino4j.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/**
 * A matrix cut into tiles of {@link #TILE} outputs, each a {@link PackedTile} without gaps, the
 * last narrower if need be: what a product has on its right.
 *
 * @param inputs over which is summed; an odd number of them in bf16 ends with zeros
 */
public record PackedMatrix(long address, ElementType type, int inputs, int outputs) {
  /** Outputs of a tile; the last may have fewer. */
  public static final int TILE = 64;

  /**
   * From the start of {@code memory} on.
   *
   * @throws IndexOutOfBoundsException if it is too small
   */
  public static PackedMatrix of(MemorySegment memory, ElementType type, int inputs, int outputs) {
    MemorySegment taken = memory.asSlice(0, bytes(type, inputs, outputs));
    return new PackedMatrix(taken.address(), type, inputs, outputs);
  }

  /** Bytes of such a matrix. */
  public static long bytes(ElementType type, int inputs, int outputs) {
    return 4L * type.steps(inputs) * outputs;
  }

  /** The tile whose outputs begin at {@code TILE * index}. */
  public PackedTile tile(int index) {
    int first = TILE * index;
    assert index >= 0 && first < outputs : "tile %d of %s".formatted(index, this);
    long start = address + bytes(type, inputs, first);
    return PackedTile.dense(start, type, inputs, Math.min(TILE, outputs - first));
  }

  /**
   * True, for an assertion: what is wrong is said here. Inputs that fill the last step count like
   * others.
   *
   * @throws AssertionError if this was packed for another product
   */
  public boolean isFor(ElementType itsType, int itsInputs, int itsOutputs) {
    boolean fits =
        type == itsType
            && type.steps(inputs) == type.steps(itsInputs)
            && outputs == itsOutputs
            && address != 0;
    if (!fits) {
      throw new AssertionError(
          "the matrix is %s at %#x, the kernel was made for %s"
              .formatted(this, address, words(itsType, itsInputs, itsOutputs)));
    }
    return true;
  }

  @Override
  public String toString() {
    return words(type, inputs, outputs);
  }

  private static String words(ElementType type, int inputs, int outputs) {
    return "%s in tiles, %d inputs, %d outputs"
        .formatted(type.name().toLowerCase(Locale.ROOT), inputs, outputs);
  }
}
