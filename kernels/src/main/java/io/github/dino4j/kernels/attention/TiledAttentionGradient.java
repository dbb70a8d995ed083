package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.packing.ColumnsToRowsKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.softmax.SoftmaxKernel;
import io.github.dino4j.kernels.softmax.SoftmaxShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gradients of {@link TiledAttention}. Weights and gradients of logits of all queries are kept: the
 * gradients of values and keys are their products along the queries.
 */
final class TiledAttentionGradient implements AttentionGradientKernel {
  private final AttentionShape shape;
  private final HeadColumns columns; // of keys and values
  private final HeadRows keys;
  private final HeadRows queries;
  private final HeadRows results;
  private final List<QueryChunk<Kernels>> chunks;
  private final List<QueryChunk<LinearKernel>> alongQueries; // chunks of keys
  private final ColumnsToRowsKernel columnsToRows;
  private final Workspace workspace;

  /** What runs on a chunk of queries. */
  private record Kernels(
      LinearKernel logits,
      SoftmaxKernel.Forward softmax,
      LinearKernel weightGradients,
      SoftmaxKernel.Backward softmaxBack,
      LinearKernel queryGradients) {
    static Kernels of(AttentionShape shape, int queries, Arena arena) {
      SoftmaxShape softmax = new SoftmaxShape(queries, shape.keys());
      int width = shape.headWidth();
      LinearSource gradients =
          LinearSource.ofRows(BF16, queries, width).withStride(shape.resultBytes());
      LinearTarget weights = LinearTarget.write(FP32, softmax.logits());
      LinearSource logits = LinearSource.ofRows(BF16, queries, softmax.filled());
      return new Kernels(
          TiledAttention.logits(shape, softmax, arena),
          SoftmaxKernel.forward(softmax, arena),
          LinearKernel.of(new LinearShape(gradients, false, weights), arena),
          SoftmaxKernel.backward(softmax, arena),
          LinearKernel.of(new LinearShape(logits, false, tokenGradients(shape)), arena));
    }
  }

  /**
   * Where things lie in bytes from the start of the working memory, which is that of the keys as
   * columns.
   *
   * @param logits of a chunk
   * @param weights of all queries
   * @param logitGradients of all queries
   * @param rows that are {@link QueryChunk} columns of those
   */
  private record Workspace(
      long valueColumns,
      long keyRows,
      long queryRows,
      long gradientRows,
      long logits,
      long weights,
      long logitGradients,
      long rows,
      long bytes) {}

  private TiledAttentionGradient(AttentionShape shape, Arena arena) {
    this.shape = shape;
    int tokens = shape.queries();
    int width = shape.headWidth();
    int filled = LinearSource.filled(BF16, tokens);
    columns = new HeadColumns(shape, arena);
    keys = TiledAttention.rows(shape, arena);
    PanelShape ofQueries = new PanelShape(BF16, tokens, filled, shape.tokenBytes(), false);
    queries = new HeadRows(width, ofQueries, arena);
    PanelShape ofResults = new PanelShape(BF16, tokens, filled, shape.resultBytes(), false);
    results = new HeadRows(width, ofResults, arena);
    chunks = QueryChunk.of(tokens, count -> Kernels.of(shape, count, arena));
    alongQueries = QueryChunk.of(tokens, count -> alongQueries(shape, count, arena));
    SoftmaxShape softmax = new SoftmaxShape(tokens, tokens);
    columnsToRows =
        ColumnsToRowsKernel.of(
            new PanelShape(BF16, tokens, filled, softmax.weightRow(), false), arena);
    workspace = workspace(softmax);
  }

  static TiledAttentionGradient of(AttentionShape shape, Arena arena) {
    return new TiledAttentionGradient(shape, arena);
  }

  private Workspace workspace(SoftmaxShape softmax) {
    long valueColumns = columns.bytes();
    long keyRows = valueColumns + columns.bytes();
    long queryRows = keyRows + keys.bytes();
    long gradientRows = queryRows + queries.bytes();
    long logits = gradientRows + results.bytes();
    long weights = logits + 4L * softmax.logits() * QueryChunk.most(softmax.rows());
    long weightBytes = (long) softmax.rows() * softmax.weightRow();
    long logitGradients = weights + weightBytes;
    long rows = logitGradients + weightBytes;
    long bytes = rows + 2L * LinearShape.TILE * LinearSource.filled(BF16, softmax.rows());
    return new Workspace(
        valueColumns,
        keyRows,
        queryRows,
        gradientRows,
        logits,
        weights,
        logitGradients,
        rows,
        bytes);
  }

  private static LinearTarget tokenGradients(AttentionShape shape) {
    return LinearTarget.write(BF16, shape.headWidth()).withStride(shape.tokenBytes());
  }

  /** Sums over all queries for some keys. */
  private static LinearKernel alongQueries(AttentionShape shape, int keys, Arena arena) {
    LinearSource rows = LinearSource.ofRows(BF16, keys, LinearSource.filled(BF16, shape.queries()));
    return LinearKernel.of(new LinearShape(rows, false, tokenGradients(shape)), arena);
  }

  @Override
  public long workspaceBytes() {
    return workspace.bytes();
  }

  @Override
  public void run(
      Matrix tokens,
      Matrix result,
      Matrix resultGradient,
      Matrix tokenGradient,
      MemorySegment memory) {
    assert shape.ofAllThree("tokens").admits(tokens);
    assert shape.ofAllThree("token gradient").admits(tokenGradient);
    assert AttentionShape.holds(memory, workspace.bytes());
    Run run = new Run(memory, tokens, resultGradient);
    chunks.forEach(chunk -> run.alongKeys(chunk, part(tokenGradient, 0)));
    run.alongQueries(run.logitGradients, run.queryRows, part(tokenGradient, 1));
    run.alongQueries(run.weights, run.gradientRows, part(tokenGradient, 2));
  }

  /** Queries, keys or values of the head. */
  private Matrix part(Matrix tokens, int part) {
    return tokens.columns(part * shape.dim(), shape.headWidth());
  }

  /** What is packed, and room for what is computed. */
  private final class Run {
    private final Matrix queryTokens;
    private final Matrix resultGradient;
    private final PackedMatrix keyColumns;
    private final PackedMatrix valueColumns;
    private final PackedMatrix keyRows;
    private final PackedMatrix queryRows;
    private final PackedMatrix gradientRows;
    private final Matrix logits;
    private final Matrix weights;
    private final Matrix logitGradients;
    private final Matrix rows;

    Run(MemorySegment memory, Matrix tokens, Matrix resultGradient) {
      this.resultGradient = resultGradient;
      queryTokens = part(tokens, 0);
      Matrix keyTokens = part(tokens, 1);
      keyColumns = columns.pack(keyTokens, memory);
      valueColumns = columns.pack(part(tokens, 2), memory.asSlice(workspace.valueColumns()));
      keyRows = keys.pack(keyTokens, memory.asSlice(workspace.keyRows()));
      queryRows = queries.pack(queryTokens, memory.asSlice(workspace.queryRows()));
      gradientRows = results.pack(resultGradient, memory.asSlice(workspace.gradientRows()));
      SoftmaxShape softmax = new SoftmaxShape(shape.queries(), shape.keys());
      int most = QueryChunk.most(softmax.rows());
      logits = Matrix.of(memory.asSlice(workspace.logits()), FP32, most, softmax.logits());
      int filled = softmax.filled();
      weights = Matrix.of(memory.asSlice(workspace.weights()), BF16, softmax.rows(), filled);
      logitGradients =
          Matrix.of(memory.asSlice(workspace.logitGradients()), BF16, softmax.rows(), filled);
      int inputs = LinearSource.filled(BF16, shape.queries());
      rows = Matrix.of(memory.asSlice(workspace.rows()), BF16, LinearShape.TILE, inputs);
    }

    /** From logits to gradients of queries. */
    void alongKeys(QueryChunk<Kernels> chunk, Matrix queryGradients) {
      Kernels kernels = chunk.kernels();
      Matrix ofChunk = logits.rows(0, chunk.count());
      Matrix ourWeights = chunk.rows(weights);
      Matrix ourGradients = chunk.rows(logitGradients);
      kernels.logits().run(chunk.rows(queryTokens), keyColumns, Matrix.NONE, ofChunk);
      kernels.softmax().run(ofChunk, ourWeights);
      Matrix results = chunk.rows(resultGradient);
      kernels.weightGradients().run(results, valueColumns, Matrix.NONE, ofChunk);
      kernels.softmaxBack().run(ofChunk, ourWeights, ourGradients);
      Matrix target = chunk.rows(queryGradients);
      kernels.queryGradients().run(ourGradients, keyRows, Matrix.NONE, target);
    }

    /** The transposed {@code left} times {@code right}. */
    void alongQueries(Matrix left, PackedMatrix right, Matrix target) {
      for (QueryChunk<LinearKernel> chunk : alongQueries) {
        columnsToRows.run(left.columns(chunk.first(), LinearShape.TILE), rows, Matrix.NONE);
        Matrix ofChunk = rows.rows(0, chunk.count());
        chunk.kernels().run(ofChunk, right, Matrix.NONE, chunk.rows(target));
      }
    }
  }
}
