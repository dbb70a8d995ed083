package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VADDPS;
import static io.github.dino4j.torch.x86.Instruction.VCVTNEPS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VDPBF16PS;
import static io.github.dino4j.torch.x86.Instruction.VFMADD231PS;
import static io.github.dino4j.torch.x86.Register.R10;
import static io.github.dino4j.torch.x86.Register.R11;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RCX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import io.github.dino4j.torch.onednn.ElementType;
import java.lang.foreign.Arena;

/**
 * {@code source · matrix + bias} and a {@link Finish}, as one function. The matrix is cut into
 * tiles of {@link LinearShape#TILE} outputs, in each of which it is packed as {@code [inputs / 2,
 * outputs, 2]} in bf16 and {@code [inputs, outputs]} in fp32; all rows pass by a tile while it lies
 * in the cache. Immutable: threads share it.
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
    long constants = shape.finish() == Finish.GELU ? Gelu.constants(arena) : 0;
    new Code(asm, shape, new Gelu(asm, constants)).emit();
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
            asm.add(RSI, 4 * shape.steps() * LinearShape.TILE);
            asm.add(RDX, 4 * LinearShape.TILE);
            asm.add(RCX, shape.targetBytes() * LinearShape.TILE);
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
      asm.add(R10, 4 * shape.steps() * LinearShape.TILE);
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
          shape.steps() / UNROLLED,
          RAX,
          () -> {
            multiply(tile, UNROLLED);
            asm.add(R9, UNROLLED * tile.columns() * Tile.VECTOR);
            asm.add(RDI, UNROLLED * 4);
            asm.prefetch(at(R10));
            asm.add(R10, CACHE_LINE);
          });
      multiply(tile, shape.steps() % UNROLLED);
      asm.add(RDI, -shape.steps() / UNROLLED * UNROLLED * 4);
      finish(tile);
    }

    private void multiply(Tile tile, int steps) {
      Instruction product = shape.type() == ElementType.BF16 ? VDPBF16PS : VFMADD231PS;
      for (int i = 0; i < steps; i++) {
        int step = i;
        tile.multiply(
            product,
            row -> at(RDI, row * shape.sourceRow() + 4 * step),
            column -> at(R9, (step * tile.columns() + column) * Tile.VECTOR));
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
      tile.forEachSum(shape.type() == ElementType.BF16 ? this::round : this::write);
    }

    private void addToTarget(int sum, int row, int column) {
      Address target = at(RCX, row * shape.targetRow() + column * Tile.VECTOR);
      asm.apply(VADDPS, sum, sum, target);
      asm.store(target, sum);
    }

    private void write(int sum, int row, int column) {
      asm.store(at(RCX, row * shape.targetRow() + column * Tile.VECTOR), sum);
    }

    private void round(int sum, int row, int column) {
      asm.apply(VCVTNEPS2BF16, sum, 0, sum);
      asm.storeHalf(at(RCX, row * shape.targetRow() + column * Tile.VECTOR / 2), sum);
    }
  }
}
