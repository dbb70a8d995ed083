package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.R10;
import static io.github.dino4j.kernels.x86.Register.R11;
import static io.github.dino4j.kernels.x86.Register.R8;
import static io.github.dino4j.kernels.x86.Register.RCX;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static io.github.dino4j.kernels.x86.Register.RDX;
import static io.github.dino4j.kernels.x86.Register.RSI;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.x86.Assembler;
import io.github.dino4j.kernels.x86.MachineCode;
import io.github.dino4j.kernels.x86.Tile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gradients of {@link FusedAttention} as one function. A block of queries at a time, the weights
 * are computed again, from them the gradients of logits and of queries; the gradients of keys and
 * values are products along all queries, for which weights and gradients of logits of all queries
 * are kept. Immutable: threads share it, each with working memory of its own.
 *
 * <p>With weights {@code w}, one over their sums {@code r}, and gradients of the result {@code g =
 * r · gradient}, the gradients of logits are {@code w · (g · valuesᵀ - g · result)}.
 */
final class FusedAttentionGradient implements AttentionGradientKernel {
  private static final int CACHE_LINE = 64;

  private final MachineCode code;
  private final AttentionShape shape;

  private FusedAttentionGradient(MachineCode code, AttentionShape shape) {
    this.code = code;
    this.shape = shape;
  }

  /** A kernel that lives as long as {@code arena}. */
  static FusedAttentionGradient of(AttentionShape shape, Arena arena) {
    Assembler asm = new Assembler();
    new Code(
            asm,
            shape,
            AttentionConstants.allocate(arena, shape),
            AttentionGradientWorkspace.of(shape))
        .emit();
    return new FusedAttentionGradient(MachineCode.of(asm.code(), arena), shape);
  }

  @Override
  public long workspaceBytes() {
    return AttentionGradientWorkspace.of(shape).bytes();
  }

  @Override
  public void run(
      Matrix tokens,
      Matrix result,
      Matrix resultGradient,
      Matrix tokenGradient,
      MemorySegment workspace) {
    assert shape.ofAllThree("tokens").admits(tokens);
    assert shape.ofResults("result").admits(result);
    assert shape.ofResults("result gradient").admits(resultGradient);
    assert shape.ofAllThree("token gradient").admits(tokenGradient);
    assert AttentionShape.holds(workspace, workspaceBytes());
    code.run(
        tokens.address(),
        result.address(),
        resultGradient.address(),
        tokenGradient.address(),
        workspace.address());
  }

  /**
   * Tokens at RDI, result at RSI, its gradient at RDX, gradient of the tokens at RCX, workspace at
   * R8.
   */
  private record Code(
      Assembler asm,
      AttentionShape shape,
      AttentionConstants constants,
      AttentionGradientWorkspace workspace) {
    void emit() {
      pack();
      int blocks = shape.queries() / Tile.ROWS;
      asm.repeat(
          blocks,
          R11,
          () -> {
            asm.move(at(R8, workspace.blocksLeft()), R11);
            block(Tile.ROWS);
            asm.add(RDI, Tile.ROWS * shape.tokenBytes());
            asm.add(RSI, Tile.ROWS * shape.resultBytes());
            asm.add(RDX, Tile.ROWS * shape.resultBytes());
            asm.add(RCX, Tile.ROWS * shape.tokenBytes());
            asm.move(R11, at(R8, workspace.blocksLeft()));
          });
      int rest = shape.queries() % Tile.ROWS;
      if (rest > 0) {
        block(rest);
      }
      asm.add(RCX, shape.resultBytes() - blocks * Tile.ROWS * shape.tokenBytes());
      alongQueries(workspace.packedLogitGradients(), workspace.packedQueries());
      asm.add(RCX, shape.resultBytes());
      alongQueries(workspace.packedWeights(), workspace.packedResultGradients());
      asm.exit();
    }

    private void pack() {
      AttentionWorkspace attention = workspace.attention();
      packRows(0, workspace.packedQueries());
      packKeys(shape.resultBytes(), attention.packedKeys());
      packRows(shape.resultBytes(), attention.packedValues());
      packKeys(2 * shape.resultBytes(), workspace.valuesAsKeys());
      keepAddress(workspace.nextPackedResultGradients(), workspace.packedResultGradients());
      keepAddress(workspace.nextPackedWeights(), workspace.packedWeights());
    }

    private void packKeys(int source, int target) {
      asm.move(R10, RDI);
      asm.add(R10, source);
      new KeyPacking(asm, shape, R10, target).emit();
    }

    private void packRows(int source, int target) {
      asm.move(R10, RDI);
      asm.add(R10, source);
      new ValuePacking(asm, shape, constants, R10, target).emit();
    }

    private void keepAddress(int place, int offset) {
      asm.move(R10, R8);
      asm.add(R10, offset);
      asm.move(at(R8, place), R10);
    }

    /** What a block of the next head, which lies beside this one, reads is brought nearer. */
    private void prefetchNextHead(int queries) {
      int headBytes = shape.headBytes();
      for (int row = 0; row < queries; row++) {
        for (int line = headBytes; line < 2 * headBytes; line += CACHE_LINE) {
          for (int part = 0; part < 3; part++) {
            asm.prefetch(at(RDI, row * shape.tokenBytes() + part * shape.resultBytes() + line));
          }
          asm.prefetch(at(RSI, row * shape.resultBytes() + line));
          asm.prefetch(at(RDX, row * shape.resultBytes() + line));
        }
      }
    }

    private void block(int queries) {
      prefetchNextHead(queries);
      AttentionWorkspace attention = workspace.attention();
      new AttentionLogits(asm, shape, constants).emit(queries);
      new Softmax(asm, shape, constants, true).emit(queries);
      new ResultGradients(asm, shape, constants).emit(queries);
      new LogitGradients(asm, shape).emit(queries);
      keepForKeys(queries);
      asm.move(R11, R8);
      asm.add(R11, workspace.logitGradients());
      new TokenGradients(asm, shape, attention.weightRow(), 4, attention.packedValues())
          .emit(queries);
    }

    private void keepForKeys(int queries) {
      QueryPacking packing = new QueryPacking(asm, shape, constants);
      asm.move(R10, at(R8, workspace.nextPackedWeights()));
      packing.emit(queries, workspace.attention().weights());
      asm.move(R10, at(R8, workspace.nextPackedWeights()));
      asm.add(R10, workspace.packedLogitGradients() - workspace.packedWeights());
      packing.emit(queries, workspace.logitGradients());
      asm.move(R10, at(R8, workspace.nextPackedWeights()));
      asm.add(R10, Tile.ROWS / shape.ofAStep() * workspace.packedRow());
      asm.move(at(R8, workspace.nextPackedWeights()), R10);
    }

    /** Gradients of keys, or values, to RCX, which comes back. */
    private void alongQueries(int left, int right) {
      TokenGradients gradients = new TokenGradients(asm, shape, 4, workspace.packedRow(), right);
      asm.move(R11, R8);
      asm.add(R11, left);
      int blocks = shape.keys() / Tile.ROWS;
      asm.repeat(
          blocks,
          RDX,
          () -> {
            gradients.emit(Tile.ROWS);
            asm.add(R11, 4 * Tile.ROWS);
            asm.add(RCX, Tile.ROWS * shape.tokenBytes());
          });
      int rest = shape.keys() % Tile.ROWS;
      if (rest > 0) {
        gradients.emit(rest);
      }
      asm.add(RCX, -blocks * Tile.ROWS * shape.tokenBytes());
    }
  }
}
