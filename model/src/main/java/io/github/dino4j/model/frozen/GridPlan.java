package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.model.frozen.packing.MatrixOrders;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/**
 * All that is prepared for images of one size: operations, working memory of each worker,
 * activations of the images in flight. Owns its memory.
 */
record GridPlan(Key key, List<ImageState> images, List<Worker> workers, Arena arena)
    implements AutoCloseable {
  /** Size of the images, how they are cut, and how many are in flight. */
  record Key(Grid grid, Chunks chunks, int images) {}

  static GridPlan create(Key key, FrozenModel model, int workers) {
    Arena arena = Arena.ofShared();
    try {
      return create(key, model, workers, arena);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static GridPlan create(Key key, FrozenModel model, int workers, Arena arena) {
    NativeMemory memory = new NativeMemory(arena);
    int tokens = key.chunks().tokens();
    List<ImageState> images =
        IntStream.range(0, key.images())
            .mapToObj(image -> ImageState.allocate(memory, model.config(), tokens, model.type()))
            .toList();
    OperationFactory factory = new OperationFactory(arena, model.config(), model.type());
    List<RowCalls.Shared> operations =
        key.chunks()
            .sizes()
            .mapToObj(rows -> operations(factory, model.matrices(), rows, tokens))
            .toList();
    Worker.Prepared prepared =
        new Worker.Prepared(key, operations, inputEmbedding(key.grid(), model, memory));
    return new GridPlan(
        key,
        images,
        IntStream.range(0, workers)
            .mapToObj(worker -> new Worker(model, prepared, arena, memory))
            .toList(),
        arena);
  }

  private static RowCalls.Shared operations(
      OperationFactory factory, MatrixOrders matrices, int rows, int tokens) {
    return new RowCalls.Shared(rows, factory.rows(rows, matrices), factory.attention(rows, tokens));
  }

  private static MemorySegment inputEmbedding(Grid grid, FrozenModel model, NativeMemory memory) {
    float[] tokens = model.inputEmbedding().forGrid(grid);
    MemorySegment segment = memory.segment((long) JAVA_FLOAT.byteSize() * tokens.length);
    MemorySegment.copy(tokens, 0, segment, JAVA_FLOAT, 0, tokens.length);
    return segment;
  }

  @Override
  public void close() {
    arena.close();
  }
}
