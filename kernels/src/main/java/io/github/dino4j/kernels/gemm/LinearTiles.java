package io.github.dino4j.kernels.gemm;

import static io.github.dino4j.kernels.gemm.LinearRegisters.ARGUMENTS;
import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R13;
import static io.github.dino4j.kernels.x86.Register.R14;
import static io.github.dino4j.kernels.x86.Register.R15;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RBX;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.Frame;
import io.github.dino4j.kernels.x86.Instruction;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.TileRegisters;
import java.lang.foreign.Arena;

/**
 * A {@link LinearKernel} in bf16 on the tile registers of AMX: the sums of up to 32 rows and 64
 * outputs go through memory on the stack to the vectors that finish them. Called with its {@link
 * LinearRegisters}.
 *
 * @param shapes of {@link TileRegisters}
 */
record LinearTiles(
    Assembler asm, TileGemm product, LinearShape shape, EpilogueCode end, long shapes) {
  private static final TileGemm.Registers GEMM =
      new TileGemm.Registers(ARGUMENTS.source(), RBX, ARGUMENTS.matrix(), R15, R10, R14);

  /** Rows of a block: two tiles. */
  static final int BLOCK = 2 * TileRegisters.ROWS;

  /** Rows that vectors finish at a time. */
  private static final int FINISHED = 4;

  /** Bytes of a row of sums on the stack. */
  static final int SUMS_ROW = 4 * LinearShape.TILE;

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
    TileGemm product = new TileGemm(asm, new TileRegisters(asm), shape, GEMM);
    return new LinearTiles(
        asm, product, shape, EpilogueCode.of(asm, shape.target(), arena), shapes);
  }

  void emit() {
    Frame frame = new Frame(asm);
    frame.open(GEMM.sums(), BLOCK * SUMS_ROW);
    product.tiles().open(shapes);
    asm.move(GEMM.rowStride(), shape.source().stride());
    new MatrixTiles(asm, shape, end).forEach(this::allRows);
    product.tiles().close();
    frame.close();
    asm.exit();
  }

  /** Meanwhile the next tile of the matrix, or the next matrix, is brought nearer. */
  private void allRows(int columns) {
    asm.move(GEMM.stepStride(), columns * Tile.VECTOR);
    asm.move(GEMM.next(), ARGUMENTS.matrix());
    asm.add(GEMM.next(), shape.tileBytes());
    int rows = shape.source().rows();
    int rowBytes = shape.source().stride();
    int blocks = rows / BLOCK;
    asm.repeat(
        blocks,
        R9,
        () -> {
          block(new Block(0, BLOCK, columns));
          asm.add(ARGUMENTS.source(), BLOCK * rowBytes);
        });
    int rest = rows % BLOCK;
    if (rest > 0) {
      int most = rest > TileRegisters.ROWS ? BLOCK : TileRegisters.ROWS;
      int before = Math.max(0, Math.min(most, rows) - rest);
      asm.add(ARGUMENTS.source(), -before * rowBytes);
      block(new Block(before, rest, columns));
      asm.add(ARGUMENTS.source(), before * rowBytes);
    }
    asm.add(ARGUMENTS.source(), -blocks * BLOCK * rowBytes);
    end.moveRows(-rows * shape.target().stride());
  }

  /**
   * Rows that go together.
   *
   * @param before rows whose sums are made again and not used
   * @param columns vectors of 16 outputs
   */
  record Block(int before, int rows, int columns) {
    int rowTiles() {
      return Math.ceilDiv(before + rows, TileRegisters.ROWS);
    }
  }

  private void block(Block block) {
    for (int first = 0; first < block.columns(); first += 2) {
      product.emit(block, first);
    }
    epilogue(block);
  }

  /** From sums in memory to the target, which moves on by the block's rows. */
  private void epilogue(Block block) {
    asm.add(GEMM.sums(), block.before() * SUMS_ROW);
    int turns = block.rows() / FINISHED;
    asm.repeat(turns, R13, () -> epilogue(new Tile(asm, FINISHED, block.columns())));
    int rest = block.rows() % FINISHED;
    if (rest > 0) {
      epilogue(new Tile(asm, rest, block.columns()));
    }
    asm.add(GEMM.sums(), -(block.before() + block.rows()) * SUMS_ROW);
  }

  private void epilogue(Tile tile) {
    tile.forEachSum((sum, row, column) -> {
      asm.load(sum, at(GEMM.sums(), row * SUMS_ROW + column * Tile.VECTOR));
      if (shape.bias()) {
        asm.apply(Instruction.VADDPS, sum, sum, at(ARGUMENTS.bias(), column * Tile.VECTOR));
      }
    });
    end.emit(tile);
    asm.add(GEMM.sums(), tile.rows() * SUMS_ROW);
    end.moveRows(tile.rows() * shape.target().stride());
  }
}
