package io.github.dino4j.model.fused;

import io.github.dino4j.torch.ParallelLoop;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Packs the matrices of a block for a pass, tile by tile, on all workers. */
final class BlockPacking {
  private final Map<Matrix, MatrixKernels> kernels = new EnumMap<>(Matrix.class);
  private final List<Tile> tiles = new ArrayList<>();

  /** A tile of one of a block's matrices. */
  record Tile(Matrix matrix, int index) {}

  /**
   * @param arena owns the kernels
   */
  BlockPacking(StackShape shape, Arena arena) {
    for (Matrix matrix : Matrix.values()) {
      kernels.put(matrix, MatrixKernels.of(matrix, shape, arena));
    }
    for (Matrix matrix : List.of(Matrix.DOWN, Matrix.UP, Matrix.QKV, Matrix.PROJ)) {
      for (int i = 0; i < kernels(matrix).tiles(); i++) {
        tiles.add(new Tile(matrix, i));
      }
    }
  }

  private MatrixKernels kernels(Matrix matrix) {
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
    Map<Matrix, MatrixKernels.Source> sources = new EnumMap<>(Matrix.class);
    weights
        .layers()
        .forEach((matrix, layer) -> sources.put(matrix, MatrixKernels.Source.of(layer)));
    ParallelLoop.run(
        tiles.size(),
        (worker, turn) -> {
          Tile tile = tiles.get(turn);
          MatrixKernels made = kernels(tile.matrix());
          MatrixKernels.Source source = Objects.requireNonNull(sources.get(tile.matrix()));
          long folded = memory.worker(worker).folded();
          long packed = memory.packed(tile.matrix());
          if (back) {
            made.packBack(source, tile.index(), folded, packed);
          } else {
            made.pack(source, tile.index(), folded, packed);
          }
        });
  }
}
