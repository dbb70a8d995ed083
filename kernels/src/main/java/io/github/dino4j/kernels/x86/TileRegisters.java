package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The eight tile registers of AMX, each of up to {@link #ROWS} rows of {@link #ROW} bytes: fp32
 * sums, rows of bf16 numbers, or columns of a packed matrix, {@code [pairs, columns, 2]}.
 */
public record TileRegisters(Assembler asm) {
  public static final int ROWS = 16;

  /** Bytes of a row. */
  public static final int ROW = 64;

  /** Inputs that one product sums over: 16 pairs. */
  public static final int INPUTS = 32;

  private static final int COUNT = 8;
  private static final int MAP_0F38 = 2;

  /** Mandatory prefixes. */
  private static final int NONE = 0;

  private static final int F3 = 2;
  private static final int F2 = 3;

  /**
   * What {@link #open} reads, for as long as {@code arena} lives.
   *
   * @param rows of each register; all have full rows
   */
  public static long shapes(Arena arena, int... rows) {
    MemorySegment memory = arena.allocate(64, 64);
    memory.set(JAVA_BYTE, 0, (byte) 1); // palette
    for (int tile = 0; tile < COUNT; tile++) {
      memory.set(JAVA_SHORT, 16 + 2L * tile, (short) ROW);
      memory.set(JAVA_BYTE, 48 + tile, (byte) rows[tile]);
    }
    return memory.address();
  }

  /** Gives the registers their shapes and clears them; changes RAX. */
  public void open(long shapes) {
    asm.move(RAX, shapes);
    Address place = at(RAX);
    prefixes(0, place.base().code, 0, NONE);
    asm.bytes(0x49, 0x40 | place.base().code & 7, place.offset());
  }

  /** To be called before a function ends. */
  public void close() {
    prefixes(0, 0, 0, NONE);
    asm.bytes(0x49, 0xc0);
  }

  public void clear(int tile) {
    prefixes(0, 0, 0, F2);
    asm.bytes(0x49, 0xc0 | tile << 3);
  }

  /** Rows that lie {@code stride} bytes apart. */
  public void load(int tile, Address first, Register stride) {
    memory(tile, first, stride, F2);
  }

  public void store(Address first, Register stride, int tile) {
    memory(tile, first, stride, F3);
  }

  /** Adds the products of bf16 rows with packed columns to fp32 sums. */
  public void multiply(int sums, int rows, int columns) {
    prefixes(0, 0, columns, F3);
    asm.bytes(0x5c, 0xc0 | sums << 3 | rows);
  }

  private void memory(int tile, Address first, Register stride, int prefix) {
    prefixes(stride.code, first.base().code, 0, prefix);
    asm.bytes(0x4b, 0x80 | tile << 3 | 4, (stride.code & 7) << 3 | first.base().code & 7);
    asm.int32(first.offset());
  }

  /** The three bytes of VEX; register numbers are stored inverted. */
  private void prefixes(int index, int base, int second, int prefix) {
    asm.bytes(
        0xc4, 0x80 | (~index & 8) << 3 | (~base & 8) << 2 | MAP_0F38, (~second & 15) << 3 | prefix);
  }
}
