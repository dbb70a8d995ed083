package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * {@code softmax(queries · keysᵀ) · values} of one head as one function: keys and values are packed
 * for products, then blocks of queries go from logits to results while they lie in the innermost
 * cache. Immutable: threads share it, each with working memory of its own.
 */
final class FusedAttention implements AttentionKernel {
  private final MachineCode code;
  private final AttentionShape shape;

  private FusedAttention(MachineCode code, AttentionShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}, where {@link Processor#runs}. */
  static FusedAttention of(AttentionShape shape, Arena arena) {
    byte[] code = code(shape, AttentionConstants.allocate(arena, shape));
    return new FusedAttention(MachineCode.of(code, arena), shape);
  }

  private static byte[] code(AttentionShape shape, AttentionConstants constants) {
    Assembler asm = new Assembler();
    AttentionWorkspace workspace = AttentionWorkspace.of(shape);
    new KeyPacking(asm, shape, RSI, workspace.packedKeys()).emit();
    new ValuePacking(asm, shape, constants, RDX, workspace.packedValues()).emit();
    asm.repeat(
        shape.queries() / Tile.ROWS,
        RDX,
        () -> {
          block(asm, shape, constants, Tile.ROWS);
          asm.add(RDI, Tile.ROWS * shape.tokenBytes());
          asm.add(RCX, Tile.ROWS * shape.resultBytes());
        });
    int rest = shape.queries() % Tile.ROWS;
    if (rest > 0) {
      block(asm, shape, constants, rest);
    }
    asm.exit();
    return asm.code();
  }

  private static void block(
      Assembler asm, AttentionShape shape, AttentionConstants constants, int queries) {
    new AttentionLogits(asm, shape, constants).emit(queries);
    new Softmax(asm, shape, constants, false).emit(queries);
    new WeightedValues(asm, shape).emit(queries);
  }

  @Override
  public long workspaceBytes() {
    return AttentionWorkspace.of(shape).bytes();
  }

  @Override
  public void run(
      Matrix queries, Matrix keys, Matrix values, Matrix result, MemorySegment workspace) {
    assert shape.ofTokens("queries", shape.queries()).admits(queries);
    assert shape.ofTokens("keys", shape.keys()).admits(keys);
    assert shape.ofTokens("values", shape.keys()).admits(values);
    assert shape.ofResults("result").admits(result);
    assert AttentionShape.holds(workspace, workspaceBytes());
    code.run(
        queries.address(), keys.address(), values.address(), result.address(), workspace.address());
  }
}
