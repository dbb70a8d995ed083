package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.torch.x86.Instruction.VMULPS;
import static io.github.dino4j.torch.x86.Register.R8;
import static io.github.dino4j.torch.x86.Register.R9;
import static io.github.dino4j.torch.x86.Register.RAX;
import static io.github.dino4j.torch.x86.Register.RCX;
import static io.github.dino4j.torch.x86.Register.RDI;
import static io.github.dino4j.torch.x86.Register.RDX;
import static io.github.dino4j.torch.x86.Register.RSI;

import java.lang.foreign.Arena;

/**
 * Rounds a matrix in fp32, times factors of its rows and of its columns, to bf16. Immutable:
 * threads share it.
 */
public final class RoundingKernel {
  private final MachineCode code;

  private RoundingKernel(MachineCode code) {
    this.code = code;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static RoundingKernel of(RoundingShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape).emit();
    return new RoundingKernel(MachineCode.of(asm.code(), arena));
  }

  /**
   * Runs on the calling thread; all arguments are addresses.
   *
   * @param source {@code [rows, columns]} in fp32
   * @param rowFactors {@code [rows]} in fp32, not read where the shape has none
   * @param columnFactors {@code [columns]} in fp32, not read where the shape has none
   * @param target {@code [rows, columns]} in bf16
   */
  public void run(long source, long rowFactors, long columnFactors, long target) {
    code.run(source, rowFactors, columnFactors, target, 0);
  }

  /** Source at RDI, factors of rows at RSI and of columns at RDX, target at RCX. */
  private record Code(Assembler asm, RoundingShape shape) {
    private static final int VECTORS = RoundingShape.UNIT / 16;
    private static final int ROW_FACTOR = VECTORS;

    void emit() {
      asm.repeat(
          shape.rows(),
          R8,
          () -> {
            if (shape.rowFactors()) {
              asm.broadcast(ROW_FACTOR, at(RSI));
              asm.add(RSI, 4);
            }
            asm.move(R9, RDX);
            asm.repeat(shape.columns() / RoundingShape.UNIT, RAX, this::vectors);
          });
      asm.exit();
    }

    private void vectors() {
      for (int i = 0; i < VECTORS; i++) {
        asm.load(i, at(RDI, i * Tile.VECTOR));
        if (shape.rowFactors()) {
          asm.apply(VMULPS, i, i, ROW_FACTOR);
        }
        if (shape.columnFactors()) {
          asm.apply(VMULPS, i, i, at(R9, i * Tile.VECTOR));
        }
      }
      for (int i = 0; i < VECTORS; i += 2) {
        asm.apply(VCVTNE2PS2BF16, i, i + 1, i);
        asm.store(at(RCX, i / 2 * Tile.VECTOR), i);
      }
      asm.add(RDI, VECTORS * Tile.VECTOR);
      asm.add(R9, VECTORS * Tile.VECTOR);
      asm.add(RCX, VECTORS / 2 * Tile.VECTOR);
    }
  }
}
