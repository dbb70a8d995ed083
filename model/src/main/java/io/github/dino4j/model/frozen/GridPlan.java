package io.github.dino4j.model.frozen;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.model.VisionTransformerConfig;
import io.github.dino4j.model.frozen.RowOperations.MatrixLayouts;
import io.github.dino4j.torch.onednn.NativeMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is prepared for images of one size: operations, working memory of each lane, activations
 * of the images in flight. Owns its memory.
 */
final class GridPlan implements AutoCloseable {
  /** Size of the images, how they are cut, and how many are in flight. */
  record Key(Grid grid, Chunks chunks, int images) {}

  private final Arena arena = Arena.ofShared();
  private final List<ImageState> images = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();

  GridPlan(Key key, FrozenModel model, int laneCount) {
    NativeMemory memory = new NativeMemory(arena);
    VisionTransformerConfig config = model.config();
    Chunks chunks = key.chunks();
    for (int i = 0; i < key.images(); i++) {
      images.add(ImageState.allocate(memory, config, chunks.tokens(), model.type()));
    }
    OperationFactory factory = new OperationFactory(arena, config, model.type());
    List<RowCalls.Shared> operations = new ArrayList<>();
    for (int rows = chunks.mostRows(); rows >= chunks.rows(chunks.count() - 1); rows--) {
      operations.add(shared(factory, model.matrices(), rows, chunks.tokens()));
    }
    operations.add(shared(factory, model.matrices(), 1, chunks.tokens()));
    MemorySegment start = memory.segment(4L * chunks.tokens() * config.dim());
    MemorySegment.copy(
        model.startTokens(key.grid()), 0, start, JAVA_FLOAT, 0, chunks.tokens() * config.dim());
    for (int i = 0; i < laneCount; i++) {
      lanes.add(new Lane(model, new Lane.Prepared(key, operations, start), arena, memory));
    }
  }

  private static RowCalls.Shared shared(
      OperationFactory factory, MatrixLayouts matrices, int rows, int tokens) {
    return new RowCalls.Shared(rows, factory.rows(rows, matrices), factory.attention(rows, tokens));
  }

  Lane lane(int index) {
    return lanes.get(index);
  }

  ImageState image(int index) {
    return images.get(index);
  }

  @Override
  public void close() {
    arena.close();
  }
}
