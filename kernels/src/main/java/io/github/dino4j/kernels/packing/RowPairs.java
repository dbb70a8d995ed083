package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Interleaving;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * Interleaves two neighbouring rows of a panel in bf16 and adds to the sums of its columns.
 *
 * @param sums the first of the vectors of sums
 * @param working the first of the other vectors that it uses
 * @param constants of {@link Interleaving}
 */
record RowPairs(Assembler asm, int sums, int working, long constants) {
  private static final int VECTORS = PanelShape.COLUMNS / 32;

  /** Of pairs, and of sums. */
  private static final int PAIR_VECTORS = 2 * VECTORS;

  /** Two of 1 in bf16. */
  private static final int ONE_AND_ONE = 0x3f803f80;

  static RowPairs of(Assembler asm, int sums, int working, Arena arena) {
    return new RowPairs(asm, sums, working, Interleaving.constants(arena));
  }

  private int ones() {
    return working;
  }

  private Interleaving interleaving() {
    return new Interleaving(asm, working + 1);
  }

  /** To be called first; changes RAX. */
  void start() {
    asm.fill(ones(), Float.intBitsToFloat(ONE_AND_ONE));
    asm.move(RAX, constants);
    interleaving().load(RAX);
  }

  /**
   * Writes the pairs of the rows at {@code first}.
   *
   * @param rows two; or one, which gets a neighbour of zeros; or none, for zeros alone
   */
  void emit(Address first, int rowBytes, int rows, Address target) {
    int row = working + 3;
    int neighbour = row + VECTORS;
    int pairs = neighbour + VECTORS;
    for (int i = 0; i < VECTORS; i++) {
      int place = first.offset() + i * Tile.VECTOR;
      load(row + i, rows > 0, at(first.base(), place));
      load(neighbour + i, rows > 1, at(first.base(), place + rowBytes));
      interleaving().apply(pairs + 2 * i, row + i, neighbour + i);
    }
    for (int i = 0; i < PAIR_VECTORS; i++) {
      asm.store(at(target.base(), target.offset() + i * Tile.VECTOR), pairs + i);
    }
  }

  private void load(int vector, boolean there, Address place) {
    if (there) {
      asm.load(vector, place);
    } else {
      asm.clear(vector);
    }
  }

  /** Adds the pairs that were written last to the sums. */
  void addToSums() {
    int pairs = working + 3 + PAIR_VECTORS;
    for (int i = 0; i < PAIR_VECTORS; i++) {
      asm.apply(VDPBF16PS, sums + i, ones(), pairs + i);
    }
  }
}
