package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Address;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Interleaving;
import io.github.dino4j.kernels.x86.Tile;

/**
 * Packs the rows of a block, {@code [queries, keys]} in the workspace at R8, to {@code [query
 * steps, keys, queries of a step]} at R10. In bf16 neighbouring rows are interleaved, an odd last
 * query with zeros; in fp32 rows are copied.
 */
record QueryPacking(Assembler asm, AttentionShape shape, AttentionConstants constants) {
  private static final int ZERO = 0;
  private static final int FIRST_OF_PAIR = 1;
  private static final int INTERLEAVING = 3;
  private static final int PAIRS = 5;

  /**
   * @param source bytes from the start of the workspace
   */
  void emit(int rows, int source) {
    asm.move(R9, R8);
    asm.add(R9, source);
    switch (shape.type()) {
      case BF16 -> interleave(rows);
      case FP32 -> copy(rows);
    }
  }

  private void copy(int rows) {
    asm.repeat(
        shape.keyVectors(),
        RAX,
        () -> {
          for (int row = 0; row < rows; row++) {
            asm.load(row, source(row));
            asm.store(target(row, 0), row);
          }
          asm.add(R9, Tile.VECTOR);
          asm.add(R10, Tile.VECTOR);
        });
  }

  private void interleave(int rows) {
    Interleaving interleaving = new Interleaving(asm, INTERLEAVING);
    asm.move(RAX, constants.address());
    interleaving.load(RAX);
    asm.clear(ZERO);
    asm.repeat(
        shape.keyVectors() / 2,
        RAX,
        () -> {
          for (int row = 0; row < rows; row += 2) {
            interleaving.apply(PAIRS, FIRST_OF_PAIR, loadPair(row, rows));
            asm.store(target(row, 0), PAIRS);
            asm.store(target(row, Tile.VECTOR), PAIRS + 1);
          }
          asm.add(R9, Tile.VECTOR);
          asm.add(R10, 2 * Tile.VECTOR);
        });
    if (shape.keyVectors() % 2 > 0) {
      for (int row = 0; row < rows; row += 2) {
        interleaving.firstHalves(PAIRS, FIRST_OF_PAIR, loadPair(row, rows));
        asm.store(target(row, 0), PAIRS);
      }
    }
  }

  /** Loads 32 keys of two rows; returns the vector of the second. */
  private int loadPair(int row, int rows) {
    asm.load(FIRST_OF_PAIR, source(row));
    if (row + 1 == rows) {
      return ZERO;
    }
    asm.load(FIRST_OF_PAIR + 1, source(row + 1));
    return FIRST_OF_PAIR + 1;
  }

  private Address source(int row) {
    return at(R9, row * AttentionWorkspace.of(shape).weightRow());
  }

  private Address target(int row, int offset) {
    int step = row / shape.ofAStep();
    return at(R10, step * AttentionGradientWorkspace.of(shape).packedRow() + offset);
  }
}
