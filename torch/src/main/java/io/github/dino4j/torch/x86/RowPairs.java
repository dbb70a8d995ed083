package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDI;

import java.lang.foreign.Arena;

/**
 * Interleaves two neighbouring rows of 64 columns in bf16, at RDI, and adds up the columns. Uses
 * the vectors from {@code first} on.
 *
 * @param rowBytes from one row to the next
 * @param constants of {@link Interleaving}
 */
record RowPairs(Assembler asm, int first, int rowBytes, long constants) {
  /** Of a row, and of pairs. */
  private static final int VECTORS = LinearShape.TILE / 32;

  private static final int PAIR_VECTORS = 2 * VECTORS;

  /** Bytes of a row of pairs. */
  static final int BYTES = PAIR_VECTORS * Tile.VECTOR;

  /** How early rows are asked for, which the processor does not foresee. */
  private static final int ROWS_AHEAD = 16;

  /** Two of 1 in bf16. */
  private static final int ONE_AND_ONE = 0x3f803f80;

  static RowPairs of(Assembler asm, int first, int rowBytes, Arena arena) {
    return new RowPairs(asm, first, rowBytes, Interleaving.constants(arena));
  }

  private int ones() {
    return first + PAIR_VECTORS;
  }

  private Interleaving interleaving() {
    return new Interleaving(asm, ones() + 1);
  }

  /** To be called first; changes RAX. */
  void start() {
    for (int i = 0; i < PAIR_VECTORS; i++) {
      asm.clear(first + i);
    }
    asm.fill(ones(), Float.intBitsToFloat(ONE_AND_ONE));
    asm.move(RAX, constants);
    interleaving().load(RAX);
  }

  /**
   * Writes a row of pairs.
   *
   * @param row from the one at RDI
   * @param count of rows: an odd last one gets a neighbour of zeros, and so does none
   */
  void emit(int row, int count, Address target) {
    int left = ones() + 3;
    int right = left + VECTORS;
    int pairs = right + VECTORS;
    for (int i = 0; i < VECTORS; i++) {
      load(left + i, row, count, i);
      load(right + i, row + 1, count, i);
      interleaving().apply(pairs + 2 * i, left + i, right + i);
    }
    for (int i = 0; i < PAIR_VECTORS; i++) {
      asm.store(at(target.base(), target.offset() + i * Tile.VECTOR), pairs + i);
      asm.apply(VDPBF16PS, first + i, ones(), pairs + i);
    }
  }

  private void load(int vector, int row, int count, int part) {
    int place = row * rowBytes + part * Tile.VECTOR;
    if (row >= count) {
      asm.clear(vector);
      return;
    }
    asm.load(vector, at(RDI, place));
    asm.prefetch(at(RDI, place + ROWS_AHEAD * rowBytes));
  }

  /** Writes the sums of all columns so far. */
  void storeSums(Register target) {
    for (int i = 0; i < PAIR_VECTORS; i++) {
      asm.store(at(target, i * Tile.VECTOR), first + i);
    }
  }
}
