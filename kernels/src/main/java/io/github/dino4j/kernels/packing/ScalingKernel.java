package io.github.dino4j.kernels.packing;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Instruction.VCVTNE2PS2BF16;
import static io.github.dino4j.kernels.x86.Instruction.VMULPS;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.R9;
import static io.github.dino4j.kernels.x86.Register.RAX;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;

/**
 * Copies a matrix in fp32, times factors of its rows and of its columns, rounded if to bf16.
 * Immutable: threads share it.
 */
public final class ScalingKernel {
  private final MachineCode code;
  private final ScalingShape shape;

  private ScalingKernel(MachineCode code, ScalingShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  public static ScalingKernel of(ScalingShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(asm, shape).emit();
    return new ScalingKernel(MachineCode.of(asm.code(), arena), shape);
  }

  /**
   * Runs on the calling thread.
   *
   * @param source {@code [rows, columns]} in fp32
   * @param rowFactors {@code [rows]} in fp32, or {@link Matrix#NONE}
   * @param columnFactors {@code [columns]} in fp32, or {@link Matrix#NONE}
   * @param target {@code [rows, columns]} in the type of the shape
   */
  public void run(Matrix source, Matrix rowFactors, Matrix columnFactors, Matrix target) {
    assert shape.matrix("source", ElementType.FP32).admits(source);
    assert shape.factorsOfRows().admits(rowFactors);
    assert shape.factorsOfColumns().admits(columnFactors);
    assert shape.matrix("target", shape.type()).admits(target);
    code.run(source.address(), rowFactors.address(), columnFactors.address(), target.address(), 0);
  }

  /** Source at RDI, factors of rows at RSI and of columns at RDX, target at RCX. */
  private record Code(Assembler asm, ScalingShape shape) {
    private static final int VECTORS = ScalingShape.UNIT / Tile.LANES;
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
            asm.repeat(shape.columns() / ScalingShape.UNIT, RAX, this::vectors);
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
      write();
      asm.add(RDI, VECTORS * Tile.VECTOR);
      asm.add(R9, VECTORS * Tile.VECTOR);
      asm.add(RCX, shape.type().bytes() * ScalingShape.UNIT);
    }

    private void write() {
      for (int i = 0; i < VECTORS; i++) {
        if (shape.type() == ElementType.FP32) {
          asm.store(at(RCX, i * Tile.VECTOR), i);
        } else if (i % 2 > 0) {
          asm.apply(VCVTNE2PS2BF16, i, i, i - 1);
          asm.store(at(RCX, i / 2 * Tile.VECTOR), i);
        }
      }
    }
  }
}
