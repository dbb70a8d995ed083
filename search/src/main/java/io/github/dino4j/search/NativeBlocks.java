package io.github.dino4j.search;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.stream.IntStream;

/**
 * Blocks in native memory, packed for {@link LinearKernel}. The memory goes when nobody holds the
 * blocks any more.
 */
final class NativeBlocks implements VectorBlocks {
  private static final int TILE = PackedMatrix.TILE;

  private final int dim;
  private final int inputs; // dim, and a zero where it is odd
  private final int count;
  private final MemorySegment memory;

  NativeBlocks(float[] vectors, int dim) {
    this.dim = dim;
    inputs = dim + dim % 2;
    count = Math.ceilDiv(vectors.length / dim, VECTORS);
    memory = new NativeMemory(Arena.ofAuto()).segment(count * blockBytes());
    IntStream.range(0, Math.ceilDiv(vectors.length / dim, TILE))
        .parallel()
        .forEach(number -> pack(vectors, number));
  }

  private long blockBytes() {
    return PackedMatrix.bytes(FP32, inputs, VECTORS);
  }

  /**
   * Writes a tile, {@code [inputs, TILE]}, whose last input stays zero where dim is odd; tiles
   * follow one another over all blocks.
   */
  private void pack(float[] vectors, int number) {
    float[] tile = UnitVectors.columns(vectors, dim, number * TILE, TILE);
    long start = (long) number * inputs * TILE * Float.BYTES;
    MemorySegment.copy(tile, 0, memory, ValueLayout.JAVA_FLOAT, start, tile.length);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public float[] vector(int number) {
    float[] vector = new float[dim];
    long start = (long) (number / TILE) * TILE * inputs + number % TILE;
    for (int d = 0; d < dim; d++) {
      vector[d] = memory.getAtIndex(ValueLayout.JAVA_FLOAT, start + (long) d * TILE);
    }
    return vector;
  }

  @Override
  public Products products(float[] queries, int first, int end) {
    return new NativeProducts(queries, first, end);
  }

  private LinearKernel kernel(int queries) {
    return LinearKernel.shared(
        new LinearShape(
            LinearSource.ofRows(FP32, queries, inputs), false, LinearTarget.write(FP32, VECTORS)));
  }

  private final class NativeProducts implements Products {
    private final Arena arena = Arena.ofConfined();
    private final LinearKernel kernel;
    private final Matrix source;
    private final Matrix target;
    private final MemorySegment products;
    private final float[] row = new float[VECTORS];

    NativeProducts(float[] queries, int first, int end) {
      int rows = end - first;
      kernel = kernel(rows);
      NativeMemory scratch = new NativeMemory(arena);
      source = scratch.matrix(FP32, rows, inputs);
      target = scratch.matrix(FP32, rows, VECTORS);
      products = target.memory();
      for (int i = 0; i < rows; i++) {
        MemorySegment.copy(
            queries, (first + i) * dim, source.rows(i, 1).memory(), ValueLayout.JAVA_FLOAT, 0, dim);
      }
    }

    @Override
    public void moveTo(int block) {
      MemorySegment packed = memory.asSlice(block * blockBytes(), blockBytes());
      kernel.run(source, PackedMatrix.of(packed, FP32, inputs, VECTORS), Matrix.NONE, target);
      Reference.reachabilityFence(NativeBlocks.this);
    }

    @Override
    public float[] of(int query) {
      long start = (long) query * VECTORS * Float.BYTES;
      MemorySegment.copy(products, ValueLayout.JAVA_FLOAT, start, row, 0, VECTORS);
      return row;
    }

    @Override
    public void close() {
      arena.close();
    }
  }
}
