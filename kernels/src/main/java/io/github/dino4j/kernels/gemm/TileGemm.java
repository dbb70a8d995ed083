package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearTiles.SUMS_ROW;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R14;
import static io.github.dino4j.kernels.x86.Register.R15;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RBX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.TileRegisters;

/**
 * Sums of products in tiles: rows at RDI, RBX bytes apart, with the packed matrix at RSI, whose
 * steps are R15 bytes, to R10. Meanwhile what lies at R14 is brought nearer.
 */
record TileGemm(Assembler asm, TileRegisters tiles, LinearShape shape) {
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
          asm.add(RDI, UNROLLED * TileRegisters.ROW);
          asm.add(RSI, UNROLLED * stepBytes);
        });
    for (int step = 0; step < steps % UNROLLED; step++) {
      step(block, first, columns, step);
    }
    asm.add(RDI, -turns * UNROLLED * TileRegisters.ROW);
    asm.add(RSI, -turns * UNROLLED * stepBytes);
    asm.move(RAX, SUMS_ROW);
    for (int row = 0; row < block.rowTiles(); row++) {
      for (int column = 0; column < columns; column++) {
        int place = row * TileRegisters.ROWS * SUMS_ROW + (first + column) * Tile.VECTOR;
        tiles.store(at(R10, place), RAX, 2 * row + column);
      }
    }
  }

  private void step(LinearTiles.Block block, int first, int columns, int step) {
    int matrix = (step * TileRegisters.ROWS * block.columns() + first) * Tile.VECTOR;
    for (int column = 0; column < columns; column++) {
      tiles.load(COLUMNS + column, at(RSI, matrix + column * Tile.VECTOR), R15);
    }
    for (int row = 0; row < block.rowTiles(); row++) {
      int source = row * TileRegisters.ROWS * shape.source().stride() + step * TileRegisters.ROW;
      tiles.load(ROWS + row, at(RDI, source), RBX);
      for (int column = 0; column < columns; column++) {
        tiles.multiply(2 * row + column, ROWS + row, COLUMNS + column);
      }
    }
    for (int i = 0; i < prefetches(); i++) {
      asm.prefetch(at(R14, i * CACHE_LINE));
    }
    asm.add(R14, prefetches() * CACHE_LINE);
  }

  /** Cache lines of the next tile beside each step. */
  private int prefetches() {
    int blocks = Math.ceilDiv(shape.source().rows(), LinearTiles.BLOCK);
    int steps = shape.source().inputs() / TileRegisters.INPUTS * blocks * 2;
    return Math.min(MOST_PREFETCHES, Math.ceilDiv(shape.tileBytes() / CACHE_LINE, steps));
  }
}
