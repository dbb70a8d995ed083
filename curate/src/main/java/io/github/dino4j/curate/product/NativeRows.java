package io.github.dino4j.curate.product;

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
import java.util.Arrays;

/** Rows in native memory, multiplied by a {@link LinearKernel} that keeps the maxima. */
final class NativeRows implements ProductRows {
  private static final int CACHE_LINE = 64;

  /** From here on memory is worth huge pages. */
  private static final long LARGE = 32L << 20;

  private final int size;
  private final int inputs;
  private final int padded; // inputs, and a zero where they are odd
  private final MemorySegment memory;
  private final LinearKernel kernel;
  private final LinearKernel fewKernel;

  NativeRows(float[] rows, int inputs, Arena arena) {
    this.inputs = inputs;
    size = rows.length / inputs;
    padded = inputs + inputs % 2;
    memory = memory(arena, groupBytes() * Math.ceilDiv(size, GROUP));
    for (int i = 0; i < size; i++) {
      long start = (long) i * padded * Float.BYTES;
      MemorySegment.copy(rows, i * inputs, memory, ValueLayout.JAVA_FLOAT, start, inputs);
    }
    kernel = kernel(LinearTarget.writeAndMaximum(COLUMNS));
    fewKernel = kernel(LinearTarget.write(FP32, FEW));
  }

  private static MemorySegment memory(Arena arena, long bytes) {
    return bytes < LARGE
        ? arena.allocate(bytes, CACHE_LINE)
        : new NativeMemory(arena).segment(bytes);
  }

  private LinearKernel kernel(LinearTarget target) {
    return LinearKernel.shared(
        new LinearShape(LinearSource.ofRows(FP32, GROUP, padded), false, target));
  }

  private long groupBytes() {
    return (long) GROUP * padded * Float.BYTES;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void multiplyFew(int group, float[] columns, float[] products, int at) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packed = arena.allocate(PackedMatrix.bytes(FP32, padded, FEW), CACHE_LINE);
      MemorySegment target = arena.allocate((long) GROUP * FEW * Float.BYTES, CACHE_LINE);
      MemorySegment.copy(columns, 0, packed, ValueLayout.JAVA_FLOAT, 0, inputs * FEW);
      fewKernel.run(
          rows(group),
          PackedMatrix.of(packed, FP32, padded, FEW),
          Matrix.NONE,
          Matrix.of(target, FP32, GROUP, FEW));
      MemorySegment.copy(target, ValueLayout.JAVA_FLOAT, 0, products, at, GROUP * FEW);
    }
    Reference.reachabilityFence(this);
  }

  private Matrix rows(int group) {
    MemorySegment rows = memory.asSlice(group * groupBytes(), groupBytes());
    return Matrix.of(rows, FP32, GROUP, padded);
  }

  @Override
  public Products products(Arena arena) {
    return new NativeProducts(arena);
  }

  private final class NativeProducts implements Products {
    private final MemorySegment packed;
    private final MemorySegment products;
    private final MemorySegment maxima;
    private final float[] largest = new float[COLUMNS];
    private final float[] least = new float[COLUMNS];

    NativeProducts(Arena arena) {
      packed = arena.allocate(PackedMatrix.bytes(FP32, padded, COLUMNS), CACHE_LINE);
      products = arena.allocate((long) GROUP * COLUMNS * Float.BYTES, CACHE_LINE);
      maxima = arena.allocate((long) COLUMNS * Float.BYTES, CACHE_LINE);
      Arrays.fill(least, Float.NEGATIVE_INFINITY);
    }

    @Override
    public void load(float[] columns) {
      MemorySegment.copy(columns, 0, packed, ValueLayout.JAVA_FLOAT, 0, inputs * COLUMNS);
    }

    @Override
    public float[] multiply(int group) {
      MemorySegment.copy(least, 0, maxima, ValueLayout.JAVA_FLOAT, 0, COLUMNS);
      kernel.run(
          rows(group),
          PackedMatrix.of(packed, FP32, padded, COLUMNS),
          Matrix.NONE,
          Matrix.of(products, FP32, GROUP, COLUMNS),
          Matrix.of(maxima, FP32, 1, COLUMNS));
      Reference.reachabilityFence(NativeRows.this);
      MemorySegment.copy(maxima, ValueLayout.JAVA_FLOAT, 0, largest, 0, COLUMNS);
      return largest;
    }

    @Override
    public float product(int row, int column) {
      return products.getAtIndex(ValueLayout.JAVA_FLOAT, (long) row * COLUMNS + column);
    }
  }
}
