package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R11;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RCX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import java.lang.foreign.Arena;

/**
 * {@code source · matrix + bias} and a {@link Finish}, as one function. The matrix is cut into
 * tiles of {@link LinearShape#TILE} outputs, in each of which it is packed as {@code [inputs / 2,
 * outputs, 2]} in bf16 and {@code [inputs, outputs]} in fp32; all rows pass by a tile while it lies
 * in the cache. So may the source be, one tile, for gradients of matrices: {@link
 * LinearSource#ofTile}. Immutable: threads share it.
 */
public final class LinearKernel {
  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  private final MachineCode code;

  private LinearKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static LinearKernel of(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape, LinearEnd.of(asm, shape.target(), arena)).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena));
  }

  /** Runs on the calling thread; all arguments are addresses. */
  public void run(long source, long matrix, long bias, long target) {
    run(source, matrix, bias, target, 0);
  }

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param second what the {@link Finish} reads or writes besides the target, like it in rows
   */
  public void run(long source, long matrix, long bias, long target, long second) {
    code.run(source, matrix, bias, target, second);
  }

  /** Source at RDI, matrix at RSI, bias at RDX, target at RCX, the second address at R8. */
  private record Code(Assembler asm, LinearShape shape, LinearEnd end) {
    void emit() {
      int outputs = shape.target().outputs();
      asm.repeat(
          outputs / LinearShape.TILE,
          R11,
          () -> {
            allRows(Tile.COLUMNS);
            asm.add(RSI, shape.tileBytes());
            asm.add(RDX, 4 * LinearShape.TILE);
            moveTarget(shape.target().type().bytes() * LinearShape.TILE);
          });
      int rest = outputs % LinearShape.TILE;
      if (rest > 0) {
        allRows(rest / 16);
      }
      asm.exit();
    }

    private void moveTarget(int bytes) {
      asm.add(RCX, bytes);
      if (shape.target().second()) {
        asm.add(R8, bytes);
      }
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
            moveTarget(targetBytes);
          });
      int rest = rows % Tile.ROWS;
      if (rest > 0) {
        block(new Tile(asm, rest, columns));
      }
      asm.add(RDI, -blocks * sourceBytes);
      moveTarget(-blocks * targetBytes);
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
}
