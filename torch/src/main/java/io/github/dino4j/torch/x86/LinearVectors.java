package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

/**
 * A {@link LinearKernel} on vectors. Source at RDI, matrix at RSI, bias at RDX, target at RCX, the
 * second address at R8.
 */
record LinearVectors(Assembler asm, LinearShape shape, LinearEnd end) {
  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  void emit() {
    new MatrixTiles(asm, shape, end).forEach(this::allRows);
    asm.exit();
  }

  /** Meanwhile the next tile, or the next matrix, is brought nearer. */
  private void allRows(int columns) {
    asm.move(R10, RSI);
    asm.add(R10, shape.tileBytes());
    int rows = shape.source().rows();
    int sourceBytes = Tile.ROWS * shape.source().rowBytes();
    int targetBytes = Tile.ROWS * shape.target().stride();
    int blocks = rows / Tile.ROWS;
    asm.repeat(
        blocks,
        R9,
        () -> {
          block(new Tile(asm, Tile.ROWS, columns));
          asm.add(RDI, sourceBytes);
          end.move(targetBytes);
        });
    int rest = rows % Tile.ROWS;
    if (rest > 0) {
      block(new Tile(asm, rest, columns));
    }
    asm.add(RDI, -blocks * sourceBytes);
    end.move(-blocks * targetBytes);
  }

  private void block(Tile tile) {
    end.prefetch(tile);
    if (shape.bias()) {
      tile.forEachSum((sum, row, column) -> asm.load(sum, at(RDX, column * Tile.VECTOR)));
    } else {
      tile.clear();
    }
    int sourceBytes = UNROLLED * shape.source().stepBytes();
    int matrixBytes = UNROLLED * tile.columns() * Tile.VECTOR;
    int turns = shape.source().steps() / UNROLLED;
    asm.repeat(
        turns,
        RAX,
        () -> {
          multiply(tile, UNROLLED);
          asm.add(RSI, matrixBytes);
          asm.add(RDI, sourceBytes);
          asm.prefetch(at(R10));
          asm.add(R10, CACHE_LINE);
        });
    multiply(tile, shape.source().steps() % UNROLLED);
    asm.add(RSI, -turns * matrixBytes);
    asm.add(RDI, -turns * sourceBytes);
    end.emit(tile);
  }

  private void multiply(Tile tile, int steps) {
    LinearSource source = shape.source();
    for (int i = 0; i < steps; i++) {
      int step = i;
      tile.multiply(
          source.type(),
          row -> at(RDI, row * source.rowBytes() + step * source.stepBytes()),
          column -> at(RSI, (step * tile.columns() + column) * Tile.VECTOR));
    }
  }
}
