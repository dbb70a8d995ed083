package io.github.dino4j.kernels.attention;

import static io.github.dino4j.kernels.ElementType.BF16;
import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.packing.ColumnsToRowsKernel;
import io.github.dino4j.kernels.packing.PanelShape;
import io.github.dino4j.kernels.softmax.SoftmaxKernel;
import io.github.dino4j.kernels.softmax.SoftmaxShape;
import java.lang.foreign.Arena;
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
    long weights = logits + (long) softmax.logitRow() * QueryChunk.most(softmax.rows());
    long logitGradients = weights + softmax.weightBytes();
    long rows = logitGradients + softmax.weightBytes();
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
  public void run(long tokens, long result, long resultGradient, long tokenGradient, long memory) {
    long key = tokens + shape.resultBytes();
    columns.pack(key, memory);
    columns.pack(key + shape.resultBytes(), memory + workspace.valueColumns());
    keys.pack(key, memory + workspace.keyRows());
    queries.pack(tokens, memory + workspace.queryRows());
    results.pack(resultGradient, memory + workspace.gradientRows());
    Run run = new Run(tokens, resultGradient, tokenGradient, memory);
    chunks.forEach(run::alongKeys);
    long keyGradient = tokenGradient + shape.resultBytes();
    run.alongQueries(workspace.logitGradients(), workspace.queryRows(), keyGradient);
    long valueGradient = keyGradient + shape.resultBytes();
    run.alongQueries(workspace.weights(), workspace.gradientRows(), valueGradient);
  }

  /** What a run was given, as addresses. */
  private final class Run {
    private final long tokens;
    private final long resultGradient;
    private final long tokenGradient;
    private final long memory;

    Run(long tokens, long resultGradient, long tokenGradient, long memory) {
      this.tokens = tokens;
      this.resultGradient = resultGradient;
      this.tokenGradient = tokenGradient;
      this.memory = memory;
    }

    /** From logits to gradients of queries. */
    void alongKeys(QueryChunk<Kernels> chunk) {
      Kernels kernels = chunk.kernels();
      long first = chunk.first();
      long weightRow = new SoftmaxShape(1, shape.keys()).weightRow();
      long logits = memory + workspace.logits();
      long weights = memory + workspace.weights() + first * weightRow;
      long logitGradients = memory + workspace.logitGradients() + first * weightRow;
      long valueColumns = memory + workspace.valueColumns();
      kernels.logits().run(tokens + first * shape.tokenBytes(), memory, 0, logits);
      kernels.softmax().run(logits, weights);
      long results = resultGradient + first * shape.resultBytes();
      kernels.weightGradients().run(results, valueColumns, 0, logits);
      kernels.softmaxBack().run(logits, weights, logitGradients);
      long target = tokenGradient + first * shape.tokenBytes();
      kernels.queryGradients().run(logitGradients, memory + workspace.keyRows(), 0, target);
    }

    /** The transposed {@code left} times {@code right}, both in the working memory. */
    void alongQueries(long left, long right, long target) {
      long rows = memory + workspace.rows();
      for (QueryChunk<LinearKernel> chunk : alongQueries) {
        columnsToRows.run(memory + left + 2L * chunk.first(), rows, 0);
        long keyRows = target + (long) chunk.first() * shape.tokenBytes();
        chunk.kernels().run(rows, memory + right, 0, keyRows);
      }
    }
  }
}
