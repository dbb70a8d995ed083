package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.softmax.SoftmaxKernel;
import io.github.dino4j.kernels.softmax.SoftmaxShape;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Attention in bf16 by products in tiles of AMX, with a softmax between them. */
final class TiledAttention implements AttentionKernel {
  private final AttentionShape shape;
  private final HeadColumns columns;
  private final HeadRows rows;
  private final List<QueryChunk<Kernels>> chunks;
  private final Workspace workspace;

  /** What runs on a chunk of queries. */
  private record Kernels(LinearKernel logits, SoftmaxKernel.Forward softmax, LinearKernel result) {
    static Kernels of(AttentionShape shape, int queries, Arena arena) {
      SoftmaxShape softmax = new SoftmaxShape(queries, shape.keys());
      LinearSource weights = LinearSource.ofRows(BF16, queries, softmax.filled());
      LinearTarget result =
          LinearTarget.write(BF16, shape.headWidth()).withStride(shape.resultBytes());
      return new Kernels(
          TiledAttention.logits(shape, softmax, arena),
          SoftmaxKernel.forward(softmax, arena),
          LinearKernel.of(new LinearShape(weights, false, result), arena));
    }
  }

  /**
   * Where things lie in bytes from the start of the working memory, which is that of the packed
   * keys.
   *
   * @param logits of a chunk
   * @param weights of a chunk
   */
  private record Workspace(long values, long logits, long weights, long bytes) {
    static Workspace of(AttentionShape shape, HeadColumns columns, HeadRows rows) {
      SoftmaxShape softmax = new SoftmaxShape(QueryChunk.most(shape.queries()), shape.keys());
      long logits = columns.bytes() + rows.bytes();
      long weights = logits + 4L * softmax.rows() * softmax.logits();
      long bytes = weights + 2L * softmax.rows() * softmax.filled();
      return new Workspace(columns.bytes(), logits, weights, bytes);
    }
  }

  private TiledAttention(AttentionShape shape, Arena arena) {
    this.shape = shape;
    columns = new HeadColumns(shape, arena);
    rows = rows(shape, arena);
    chunks = QueryChunk.of(shape.queries(), queries -> Kernels.of(shape, queries, arena));
    workspace = Workspace.of(shape, columns, rows);
  }

  static TiledAttention of(AttentionShape shape, Arena arena) {
    return new TiledAttention(shape, arena);
  }

  /** Whether tiles are the way to run heads of this shape. */
  static boolean fits(AttentionShape shape) {
    return Processor.hasTiles()
        && shape.type() == BF16
        && shape.headWidth() % LinearShape.TILE == 0;
  }

  /** Of keys, or values, as many as there are weights. */
  static HeadRows rows(AttentionShape shape, Arena arena) {
    int filled = new SoftmaxShape(1, shape.keys()).filled();
    PanelShape panels = new PanelShape(BF16, shape.keys(), filled, shape.tokenBytes(), false);
    return new HeadRows(shape.headWidth(), panels, arena);
  }

  /** Products of queries with packed keys. */
  static LinearKernel logits(AttentionShape shape, SoftmaxShape softmax, Arena arena) {
    LinearSource queries =
        LinearSource.ofRows(BF16, softmax.rows(), shape.headWidth()).withStride(shape.tokenBytes());
    LinearTarget logits = LinearTarget.write(FP32, softmax.logits());
    return LinearKernel.of(new LinearShape(queries, false, logits), arena);
  }

  @Override
  public long workspaceBytes() {
    return workspace.bytes();
  }

  @Override
  public void run(Matrix queries, Matrix keys, Matrix values, Matrix result, MemorySegment memory) {
    assert AttentionShape.holds(memory, workspace.bytes());
    PackedMatrix packedKeys = columns.pack(keys, memory);
    PackedMatrix packedValues = rows.pack(values, memory.asSlice(workspace.values()));
    SoftmaxShape softmax = new SoftmaxShape(1, shape.keys());
    MemorySegment logitMemory = memory.asSlice(workspace.logits());
    MemorySegment weightMemory = memory.asSlice(workspace.weights());
    for (QueryChunk<Kernels> chunk : chunks) {
      int rows = chunk.count();
      Matrix logits = Matrix.of(logitMemory, FP32, rows, softmax.logits());
      Matrix weights = Matrix.of(weightMemory, BF16, rows, softmax.filled());
      Kernels kernels = chunk.kernels();
      kernels.logits().run(chunk.rows(queries), packedKeys, Matrix.NONE, logits);
      kernels.softmax().run(logits, weights);
      kernels.result().run(weights, packedValues, Matrix.NONE, chunk.rows(result));
    }
  }
}
