package io.github.dino4j.model.fused;

import io.github.dino4j.torch.ParallelLoop;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Packs the matrices of a block for a pass, tile by tile, on all workers. */
final class BlockPacking {
  private final Map<BlockMatrix, MatrixKernels> kernels = new EnumMap<>(BlockMatrix.class);
  private final List<Tile> tiles = new ArrayList<>();

  /** A tile of one of a block's matrices. */
  record Tile(BlockMatrix matrix, int index) {}

  /**
   * @param arena owns the kernels
   */
  BlockPacking(StackShape shape, Arena arena) {
    for (BlockMatrix matrix : BlockMatrix.values()) {
      kernels.put(matrix, MatrixKernels.of(matrix, shape, arena));
    }
    for (BlockMatrix matrix :
        List.of(BlockMatrix.DOWN, BlockMatrix.UP, BlockMatrix.QKV, BlockMatrix.PROJ)) {
      for (int i = 0; i < kernels(matrix).tiles(); i++) {
        tiles.add(new Tile(matrix, i));
      }
    }
  }

  private MatrixKernels kernels(BlockMatrix matrix) {
    return Objects.requireNonNull(kernels.get(matrix));
  }

  /** All tiles of a block's matrices, those of the longest rows first. */
  List<Tile> tiles() {
    return tiles;
  }

  /**
   * Packs all matrices of a block into {@code memory}.
   *
   * @param back for the way back
   */
  void pack(BlockWeights weights, StackMemory memory, boolean back) {
    Map<BlockMatrix, MatrixKernels.Source> sources = new EnumMap<>(BlockMatrix.class);
    weights
        .layers()
        .forEach((matrix, layer) -> sources.put(matrix, MatrixKernels.Source.of(layer)));
    ParallelLoop.run(
        tiles.size(),
        (worker, turn) -> {
          Tile tile = tiles.get(turn);
          MatrixKernels made = kernels(tile.matrix());
          MatrixKernels.Source source = Objects.requireNonNull(sources.get(tile.matrix()));
          MemorySegment folded = memory.worker(worker).folded();
          if (back) {
            made.packBack(source, tile.index(), folded, memory.packedBack(tile.matrix()));
          } else {
            made.pack(source, tile.index(), folded, memory.packed(tile.matrix()));
          }
        });
  }
}
