package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearRegisters.ARGUMENTS;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RBX;

import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Frame;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;

/** A {@link LinearKernel} on vectors, called with its {@link LinearRegisters}. */
record LinearVectors(Assembler asm, LinearShape shape, EpilogueCode end) {
  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  /**
   * Steps of a sum at a time where sums are added to the target anyway: so much of a tile, and of
   * what it is multiplied with, stays in the second-level cache of processors with AVX2.
   */
  private static final int STEPS = VectorWidth.HERE == VectorWidth.YMM ? 256 : Integer.MAX_VALUE;

  void emit() {
    boolean inParts =
        shape.target().epilogue() == Epilogue.ADD
            && !shape.bias()
            && shape.source().steps() > STEPS;
    if (inParts) {
      Frame frame = new Frame(asm);
      frame.open(R10, 0);
      new MatrixTiles(asm, shape, end).forEach(this::inParts);
      frame.close();
    } else {
      new MatrixTiles(asm, shape, end).forEach(columns -> allRows(columns, shape.source().steps()));
    }
    asm.exit();
  }

  private void inParts(int columns) {
    int parts = shape.source().steps() / STEPS;
    int matrixBytes = STEPS * columns * Tile.VECTOR;
    int sourceBytes = STEPS * shape.source().stepBytes();
    asm.repeat(
        parts,
        RBX,
        () -> {
          allRows(columns, STEPS);
          asm.add(ARGUMENTS.matrix(), matrixBytes);
          asm.add(ARGUMENTS.source(), sourceBytes);
        });
    allRows(columns, shape.source().steps() % STEPS);
    asm.add(ARGUMENTS.matrix(), -parts * matrixBytes);
    asm.add(ARGUMENTS.source(), -parts * sourceBytes);
  }

  /**
   * Past a tile of the matrix, {@code columns} vectors wide, for so many steps. Meanwhile what
   * follows, or the next matrix, is brought nearer.
   */
  private void allRows(int columns, int steps) {
    if (steps == 0) {
      return;
    }
    asm.move(R10, ARGUMENTS.matrix());
    asm.add(
        R10, steps < shape.source().steps() ? steps * columns * Tile.VECTOR : shape.tileBytes());
    int rows = shape.source().rows();
    int sourceBytes = Tile.ROWS * shape.source().rowBytes();
    int targetBytes = Tile.ROWS * shape.target().stride();
    int blocks = rows / Tile.ROWS;
    asm.repeat(
        blocks,
        R9,
        () -> {
          blocks(Tile.ROWS, columns, steps);
          asm.add(ARGUMENTS.source(), sourceBytes);
          end.moveRows(targetBytes);
        });
    int rest = rows % Tile.ROWS;
    if (rest > 0) {
      blocks(rest, columns, steps);
    }
    asm.add(ARGUMENTS.source(), -blocks * sourceBytes);
    end.moveRows(-blocks * targetBytes);
  }

  /** All columns of some rows, as many at a time as there are vectors for. */
  private void blocks(int rows, int columns, int steps) {
    int matrixRow = columns * Tile.VECTOR;
    for (int first = 0; first < columns; first += Tile.COLUMNS) {
      Tile tile = new Tile(asm, rows, Math.min(Tile.COLUMNS, columns - first));
      block(tile, first, matrixRow, steps);
    }
  }

  private void block(Tile tile, int first, int matrixRow, int steps) {
    EpilogueCode end = this.end.from(first);
    end.prefetch(tile);
    if (shape.bias()) {
      tile.forEachSum((sum, row, column) ->
          asm.load(sum, at(ARGUMENTS.bias(), (first + column) * Tile.VECTOR)));
    } else {
      tile.clear();
    }
    int sourceBytes = UNROLLED * shape.source().stepBytes();
    int matrixBytes = UNROLLED * matrixRow;
    int turns = steps / UNROLLED;
    int start = first * Tile.VECTOR;
    asm.repeat(
        turns,
        RAX,
        () -> {
          multiply(tile, UNROLLED, start, matrixRow);
          asm.add(ARGUMENTS.matrix(), matrixBytes);
          asm.add(ARGUMENTS.source(), sourceBytes);
          asm.prefetch(at(R10));
          asm.add(R10, CACHE_LINE);
        });
    multiply(tile, steps % UNROLLED, start, matrixRow);
    asm.add(ARGUMENTS.matrix(), -turns * matrixBytes);
    asm.add(ARGUMENTS.source(), -turns * sourceBytes);
    end.emit(tile);
  }

  private void multiply(Tile tile, int steps, int start, int matrixRow) {
    LinearSource source = shape.source();
    for (int i = 0; i < steps; i++) {
      int step = i;
      tile.multiply(
          source.type(),
          row -> at(ARGUMENTS.source(), row * source.rowBytes() + step * source.stepBytes()),
          column -> at(ARGUMENTS.matrix(), start + step * matrixRow + column * Tile.VECTOR));
    }
  }
}
