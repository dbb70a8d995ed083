package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearTiles.SUMS_ROW;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RAX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Register;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.TileRegisters;

/** Sums of products in tiles, to memory. Meanwhile what is needed next is brought nearer. */
record TileGemm(Assembler asm, TileRegisters tiles, LinearShape shape, Registers registers) {
  /**
   * What it works with.
   *
   * @param rows address of the first row, comes back
   * @param rowStride bytes from one row to the next
   * @param matrix address of the packed matrix, comes back
   * @param stepStride bytes of one of its steps
   * @param sums address of what is written
   * @param next address of what is brought nearer, moves on
   */
  record Registers(
      Register rows,
      Register rowStride,
      Register matrix,
      Register stepStride,
      Register sums,
      Register next) {}

  /** Registers: four of sums, two of rows, two of columns. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 6;

  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  /** Most cache lines that are asked for beside one step: more would be dropped. */
  private static final int MOST_PREFETCHES = 8;

  /** Of one or two vectors of outputs from {@code first} on; changes RAX. */
  void emit(LinearTiles.Block block, int first) {
    int columns = Math.min(2, block.columns() - first);
    for (int row = 0; row < block.rowTiles(); row++) {
      for (int column = 0; column < columns; column++) {
        tiles.clear(2 * row + column);
      }
    }
    int steps = shape.source().inputs() / TileRegisters.INPUTS;
    int turns = steps / UNROLLED;
    int stepBytes = TileRegisters.ROWS * block.columns() * Tile.VECTOR;
    asm.repeat(
        turns,
        RAX,
        () -> {
          for (int step = 0; step < UNROLLED; step++) {
            step(block, first, columns, step);
          }
          asm.add(registers.rows(), UNROLLED * TileRegisters.ROW);
          asm.add(registers.matrix(), UNROLLED * stepBytes);
        });
    for (int step = 0; step < steps % UNROLLED; step++) {
      step(block, first, columns, step);
    }
    asm.add(registers.rows(), -turns * UNROLLED * TileRegisters.ROW);
    asm.add(registers.matrix(), -turns * UNROLLED * stepBytes);
    asm.move(RAX, SUMS_ROW);
    for (int row = 0; row < block.rowTiles(); row++) {
      for (int column = 0; column < columns; column++) {
        int place = row * TileRegisters.ROWS * SUMS_ROW + (first + column) * Tile.VECTOR;
        tiles.store(at(registers.sums(), place), RAX, 2 * row + column);
      }
    }
  }

  private void step(LinearTiles.Block block, int first, int columns, int step) {
    int matrix = (step * TileRegisters.ROWS * block.columns() + first) * Tile.VECTOR;
    for (int column = 0; column < columns; column++) {
      tiles.load(
          COLUMNS + column,
          at(registers.matrix(), matrix + column * Tile.VECTOR),
          registers.stepStride());
    }
    for (int row = 0; row < block.rowTiles(); row++) {
      int source = row * TileRegisters.ROWS * shape.source().stride() + step * TileRegisters.ROW;
      tiles.load(ROWS + row, at(registers.rows(), source), registers.rowStride());
      for (int column = 0; column < columns; column++) {
        tiles.multiply(2 * row + column, ROWS + row, COLUMNS + column);
      }
    }
    for (int i = 0; i < prefetches(); i++) {
      asm.prefetch(at(registers.next(), i * CACHE_LINE));
    }
    asm.add(registers.next(), prefetches() * CACHE_LINE);
  }

  /** Cache lines of the next tile beside each step. */
  private int prefetches() {
    int blocks = Math.ceilDiv(shape.source().rows(), LinearTiles.BLOCK);
    int steps = shape.source().inputs() / TileRegisters.INPUTS * blocks * 2;
    return Math.min(MOST_PREFETCHES, Math.ceilDiv(shape.tileBytes() / CACHE_LINE, steps));
  }
}
