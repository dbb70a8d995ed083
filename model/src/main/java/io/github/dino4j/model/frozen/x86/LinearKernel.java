package io.github.dino4j.model.frozen.x86;

import static io.github.dino4j.model.frozen.x86.Address.at;
import static io.github.dino4j.model.frozen.x86.Instruction.VADDPS;
import static io.github.dino4j.model.frozen.x86.Instruction.VCVTNEPS2BF16;
import static io.github.dino4j.model.frozen.x86.Register.R10;
import static io.github.dino4j.model.frozen.x86.Register.R11;
import static io.github.dino4j.model.frozen.x86.Register.R8;
import static io.github.dino4j.model.frozen.x86.Register.R9;
import static io.github.dino4j.model.frozen.x86.Register.RAX;
import static io.github.dino4j.model.frozen.x86.Register.RCX;
import static io.github.dino4j.model.frozen.x86.Register.RDI;
import static io.github.dino4j.model.frozen.x86.Register.RDX;
import static io.github.dino4j.model.frozen.x86.Register.RSI;

import java.lang.foreign.Arena;

/**
 * {@code source · matrix + bias} and a {@link Finish}, as one function. The matrix, bf16, is cut
 * into tiles of {@link LinearShape#TILE} outputs, in each of which it is packed as {@code [inputs /
 * 2, outputs, 2]}; all rows pass by a tile while it lies in the cache. Immutable: threads share it.
 */
public final class LinearKernel {
  private static final int UNROLLED = 4;
  private static final int CACHE_LINE = 64;

  private final MachineCode code;

  private LinearKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runsKernels}. */
  public static LinearKernel of(LinearShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape, new Gelu(asm, Gelu.constants(arena))).emit();
    return new LinearKernel(MachineCode.of(asm.code(), arena));
  }

  /** Runs on the calling thread; all arguments are addresses. */
  public void run(long source, long matrix, long bias, long target) {
    code.run(source, matrix, bias, target, 0);
  }

  /** Source at RDI, matrix at RSI, bias at RDX, target at RCX. */
  private record Code(Assembler asm, LinearShape shape, Gelu gelu) {
    void emit() {
      asm.repeat(
          shape.outputs() / LinearShape.TILE,
          R11,
          () -> {
            allRows(Tile.COLUMNS);
            asm.add(RSI, 4 * shape.pairs() * LinearShape.TILE);
            asm.add(RDX, 4 * LinearShape.TILE);
            asm.add(RCX, shape.finish().bytes * LinearShape.TILE);
          });
      int rest = shape.outputs() % LinearShape.TILE;
      if (rest > 0) {
        allRows(rest / 16);
      }
      asm.exit();
    }

    /** Meanwhile the next tile, or the next matrix, is brought nearer. */
    private void allRows(int columns) {
      asm.move(R10, RSI);
      asm.add(R10, 4 * shape.pairs() * LinearShape.TILE);
      int blocks = shape.rows() / Tile.ROWS;
      asm.repeat(
          blocks,
          R8,
          () -> {
            block(new Tile(asm, Tile.ROWS, columns));
            asm.add(RDI, Tile.ROWS * shape.sourceRow());
            asm.add(RCX, Tile.ROWS * shape.targetRow());
          });
      int rest = shape.rows() % Tile.ROWS;
      if (rest > 0) {
        block(new Tile(asm, rest, columns));
      }
      asm.add(RDI, -blocks * Tile.ROWS * shape.sourceRow());
      asm.add(RCX, -blocks * Tile.ROWS * shape.targetRow());
    }

    private void block(Tile tile) {
      if (shape.bias()) {
        tile.forEachSum((sum, row, column) -> asm.load(sum, at(RDX, column * Tile.VECTOR)));
      } else {
        tile.clear();
      }
      asm.move(R9, RSI);
      asm.repeat(
          shape.pairs() / UNROLLED,
          RAX,
          () -> {
            multiply(tile, UNROLLED);
            asm.add(R9, UNROLLED * tile.columns() * Tile.VECTOR);
            asm.add(RDI, UNROLLED * 4);
            asm.prefetch(at(R10));
            asm.add(R10, CACHE_LINE);
          });
      multiply(tile, shape.pairs() % UNROLLED);
      asm.add(RDI, -shape.pairs() / UNROLLED * UNROLLED * 4);
      finish(tile);
    }

    private void multiply(Tile tile, int pairs) {
      for (int i = 0; i < pairs; i++) {
        int pair = i;
        tile.multiply(
            row -> at(RDI, row * shape.sourceRow() + 4 * pair),
            column -> at(R9, (pair * tile.columns() + column) * Tile.VECTOR));
      }
    }

    private void finish(Tile tile) {
      if (shape.finish() == Finish.ADD) {
        tile.forEachSum(this::addToTarget);
        return;
      }
      if (shape.finish() == Finish.GELU) {
        gelu.apply(tile);
      }
      tile.forEachSum(this::round);
    }

    private void addToTarget(int sum, int row, int column) {
      Address target = at(RCX, row * shape.targetRow() + column * Tile.VECTOR);
      asm.apply(VADDPS, sum, sum, target);
      asm.store(target, sum);
    }

    private void round(int sum, int row, int column) {
      asm.apply(VCVTNEPS2BF16, sum, 0, sum);
      asm.storeHalf(at(RCX, row * shape.targetRow() + column * Tile.VECTOR / 2), sum);
    }
  }
}
