package io.github.dino4j.search.region;

import static io.github.dino4j.kernels.ElementType.FP32;

import io.github.dino4j.kernels.Matrix;
import io.github.dino4j.kernels.NativeMemory;
import io.github.dino4j.kernels.PackedMatrix;
import io.github.dino4j.kernels.gemm.LinearKernel;
import io.github.dino4j.kernels.gemm.LinearShape;
import io.github.dino4j.kernels.gemm.LinearSource;
import io.github.dino4j.kernels.gemm.LinearTarget;
import io.github.dino4j.kernels.x86.Processor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cosines of the patches of images to those of a query, by kernels of our own where they run,
 * otherwise by Java. Immutable; threads share it.
 */
final class PatchProducts {
  /** Patches of an image that pass by the query together. */
  private static final int CHUNK = 64;

  /** Outputs of a kernel come in multiples of this. */
  private static final int STEP = 16;

  private final int patches;
  private final int dim;
  private final int inputs; // dim, and a zero where it is odd
  private final int outputs; // patches, and zeros up to a whole step
  private final float[] columns; // in tiles of [inputs, TILE], the last narrower
  private final @Nullable MemorySegment packed; // the same for kernels, where they run

  /**
   * @param query of length 1
   */
  PatchProducts(PatchVectors query) {
    patches = query.size();
    dim = query.dim();
    inputs = dim + dim % 2;
    outputs = Math.ceilDiv(patches, STEP) * STEP;
    columns = columns(query.values());
    packed = Processor.runs(FP32) ? packed() : null;
  }

  private int width(int tile) {
    return Math.min(PackedMatrix.TILE, outputs - tile);
  }

  private float[] columns(float[] values) {
    float[] packing = new float[inputs * outputs];
    for (int patch = 0; patch < patches; patch++) {
      int tile = patch / PackedMatrix.TILE * PackedMatrix.TILE;
      int at = tile * inputs + patch - tile;
      for (int d = 0; d < dim; d++) {
        packing[at + d * width(tile)] = values[patch * dim + d];
      }
    }
    return packing;
  }

  private MemorySegment packed() {
    MemorySegment memory =
        new NativeMemory(Arena.ofAuto()).segment(PackedMatrix.bytes(FP32, inputs, outputs));
    MemorySegment.copy(columns, 0, memory, ValueLayout.JAVA_FLOAT, 0, columns.length);
    return memory;
  }

  /**
   * @return {@code [patches of the image, patches of the query]}
   */
  float[] with(QuantizedPatches image) {
    float[] products = new float[image.size() * patches];
    if (packed == null) {
      byJava(image, products);
    } else {
      byKernel(image, packed, products);
    }
    return products;
  }

  private void byKernel(QuantizedPatches image, MemorySegment query, float[] products) {
    LinearKernel kernel = kernel();
    PackedMatrix matrix = PackedMatrix.of(query, FP32, inputs, outputs);
    float[] values = new float[CHUNK * inputs];
    try (Arena arena = Arena.ofConfined()) {
      NativeMemory memory = new NativeMemory(arena);
      Matrix source = memory.matrix(FP32, CHUNK, inputs);
      Matrix target = memory.matrix(FP32, CHUNK, outputs);
      MemorySegment sourceMemory = source.memory();
      MemorySegment targetMemory = target.memory();
      for (int first = 0; first < image.size(); first += CHUNK) {
        int count = Math.min(CHUNK, image.size() - first);
        image.dequantize(first, count, values, inputs);
        MemorySegment.copy(values, 0, sourceMemory, ValueLayout.JAVA_FLOAT, 0, values.length);
        kernel.run(source, matrix, Matrix.NONE, target);
        for (int i = 0; i < count; i++) {
          long row = (long) i * outputs * Float.BYTES;
          MemorySegment.copy(
              targetMemory, ValueLayout.JAVA_FLOAT, row, products, (first + i) * patches, patches);
        }
      }
    }
    Reference.reachabilityFence(this);
  }

  private LinearKernel kernel() {
    return LinearKernel.shared(
        new LinearShape(
            LinearSource.ofRows(FP32, CHUNK, inputs), false, LinearTarget.write(FP32, outputs)));
  }

  /** In loops over neighbouring numbers, which the JIT turns into vectors. */
  void byJava(QuantizedPatches image, float[] products) {
    float[] values = new float[dim];
    float[] sums = new float[PackedMatrix.TILE];
    for (int patch = 0; patch < image.size(); patch++) {
      image.dequantize(patch, 1, values, dim);
      for (int tile = 0; tile < patches; tile += PackedMatrix.TILE) {
        multiply(values, tile, sums);
        int count = Math.min(PackedMatrix.TILE, patches - tile);
        System.arraycopy(sums, 0, products, patch * patches + tile, count);
      }
    }
  }

  private void multiply(float[] values, int tile, float[] sums) {
    int width = width(tile);
    int at = tile * inputs;
    Arrays.fill(sums, 0);
    for (int d = 0; d < dim; d++) {
      float value = values[d];
      for (int i = 0; i < width; i++) {
        sums[i] += value * columns[at + d * width + i];
      }
    }
  }
}
