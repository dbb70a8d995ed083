package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R11;
import static io.github.dino4j.torch.x86.Register.R13;
import static io.github.dino4j.torch.x86.Register.R14;
import static io.github.dino4j.torch.x86.Register.R15;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RBX;
import static io.github.dino4j.torch.x86.Register.RCX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;

/**
 * A {@link LinearKernel} in bf16 on the tile registers of AMX: the sums of up to 32 rows and 64
 * outputs go through memory on the stack to the vectors that finish them. Source at RDI, matrix at
 * RSI, bias at RDX, target at RCX, the second address at R8.
 *
 * @param shapes of {@link TileRegisters}
 */
record LinearTiles(
    Assembler asm, TileRegisters tiles, LinearShape shape, LinearEnd end, long shapes) {
  /** Rows of a block: two tiles. */
  private static final int BLOCK = 2 * TileRegisters.ROWS;

  /** Rows that vectors finish at a time. */
  private static final int FINISHED = 4;

  private static final int SUMS_ROW = 4 * LinearShape.TILE;

  /** Registers: four of sums, two of rows, two of columns. */
  private static final int ROWS = 4;

  private static final int COLUMNS = 6;

  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  /** Most cache lines that are asked for beside one step: more would be dropped. */
  private static final int MOST_PREFETCHES = 8;

  /** Whether tiles can run it: bf16 rows of so many inputs that none are left over. */
  static boolean fits(LinearShape shape) {
    LinearSource source = shape.source();
    return source.type() == ElementType.BF16
        && !source.tile()
        && source.inputs() % TileRegisters.INPUTS == 0;
  }

  static LinearTiles of(Assembler asm, LinearShape shape, Arena arena) {
    int rows = shape.source().rows();
    int first = Math.min(rows, TileRegisters.ROWS);
    // fewer rows than a block has: the second tile is low; more: the last block reaches back
    int second = rows > TileRegisters.ROWS && rows < BLOCK ? rows - first : TileRegisters.ROWS;
    int full = TileRegisters.ROWS;
    long shapes =
        TileRegisters.shapes(arena, first, first, second, second, first, second, full, full);
    return new LinearTiles(
        asm, new TileRegisters(asm), shape, LinearEnd.of(asm, shape.target(), arena), shapes);
  }

  void emit() {
    Frame frame = new Frame(asm);
    frame.open(R10, BLOCK * SUMS_ROW);
    tiles.open(shapes);
    asm.move(RBX, shape.source().stride());
    int outputs = shape.target().outputs();
    asm.repeat(
        outputs / LinearShape.TILE,
        R11,
        () -> {
          allRows(Tile.COLUMNS);
          asm.add(RSI, shape.tileBytes());
          asm.add(RDX, SUMS_ROW);
          moveTarget(shape.target().type().bytes() * LinearShape.TILE);
        });
    int rest = outputs % LinearShape.TILE;
    if (rest > 0) {
      allRows(rest / 16);
    }
    tiles.close();
    frame.close();
    asm.exit();
  }

  private void moveTarget(int bytes) {
    asm.add(RCX, bytes);
    if (shape.target().second()) {
      asm.add(R8, bytes);
    }
  }

  /** Meanwhile the next tile of the matrix, or the next matrix, is brought nearer. */
  private void allRows(int columns) {
    asm.move(R15, columns * Tile.VECTOR);
    asm.move(R14, RSI);
    asm.add(R14, shape.tileBytes());
    int rows = shape.source().rows();
    int rowBytes = shape.source().stride();
    int blocks = rows / BLOCK;
    asm.repeat(
        blocks,
        R9,
        () -> {
          block(new Block(0, BLOCK, columns));
          asm.add(RDI, BLOCK * rowBytes);
        });
    int rest = rows % BLOCK;
    if (rest > 0) {
      int most = rest > TileRegisters.ROWS ? BLOCK : TileRegisters.ROWS;
      int before = Math.max(0, Math.min(most, rows) - rest);
      asm.add(RDI, -before * rowBytes);
      block(new Block(before, rest, columns));
      asm.add(RDI, before * rowBytes);
    }
    asm.add(RDI, -blocks * BLOCK * rowBytes);
    moveTarget(-rows * shape.target().stride());
  }

  /**
   * Rows that go together.
   *
   * @param before rows whose sums are made again and not used
   * @param columns vectors of 16 outputs
   */
  private record Block(int before, int rows, int columns) {
    int rowTiles() {
      return Math.ceilDiv(before + rows, TileRegisters.ROWS);
    }
  }

  private void block(Block block) {
    for (int first = 0; first < block.columns(); first += 2) {
      sums(block, first, Math.min(2, block.columns() - first));
    }
    finish(block);
  }

  /** Sums of one or two vectors of outputs from {@code first} on, to memory. */
  private void sums(Block block, int first, int columns) {
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

  private void step(Block block, int first, int columns, int step) {
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
    int blocks = Math.ceilDiv(shape.source().rows(), BLOCK);
    int steps = shape.source().inputs() / TileRegisters.INPUTS * blocks * 2;
    return Math.min(MOST_PREFETCHES, Math.ceilDiv(shape.tileBytes() / CACHE_LINE, steps));
  }

  /** From sums in memory to the target, which moves on by the block's rows. */
  private void finish(Block block) {
    asm.add(R10, block.before() * SUMS_ROW);
    int turns = block.rows() / FINISHED;
    asm.repeat(turns, R13, () -> finish(new Tile(asm, FINISHED, block.columns())));
    int rest = block.rows() % FINISHED;
    if (rest > 0) {
      finish(new Tile(asm, rest, block.columns()));
    }
    asm.add(R10, -(block.before() + block.rows()) * SUMS_ROW);
  }

  private void finish(Tile tile) {
    tile.forEachSum((sum, row, column) -> {
      asm.load(sum, at(R10, row * SUMS_ROW + column * Tile.VECTOR));
      if (shape.bias()) {
        asm.apply(Instruction.VADDPS, sum, sum, at(RDX, column * Tile.VECTOR));
      }
    });
    end.emit(tile);
    asm.add(R10, tile.rows() * SUMS_ROW);
    moveTarget(tile.rows() * shape.target().stride());
  }
}
