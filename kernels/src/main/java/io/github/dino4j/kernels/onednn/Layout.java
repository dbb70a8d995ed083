package io.github.dino4j.kernels.onednn;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.NativeCall;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** How the elements of a tensor lie in memory (a oneDNN memory descriptor). Immutable. */
public final class Layout {
  private static final int ANY = 1; // dnnl_format_tag_any

  /** {@code dnnl_memory_desc_t}, valid as long as the arena it was made in. */
  final long handle;

  private final long[] dims;

  private Layout(long handle, long[] dims) {
    this.handle = handle;
    this.dims = dims.clone();
  }

  /** A layout that another oneDNN object owns. */
  static Layout ofHandle(long handle, long... dims) {
    return new Layout(handle, dims);
  }

  /** Elements {@code strides[i]} apart along dimension i. */
  public static Layout strided(Arena arena, ElementType type, long[] dims, long[] strides) {
    return new Layout(
        Dnnl.create(
            arena,
            "describe a tensor",
            handle -> {
              try (Arena local = Arena.ofConfined()) {
                return (int)
                    Dnnl.LAYOUT_WITH_STRIDES.invokeExact(
                        handle, dims.length, copy(local, dims), type.code, copy(local, strides));
              }
            },
            Dnnl.LAYOUT_DESTROY),
        dims);
  }

  /** Row-major, without gaps. */
  public static Layout dense(Arena arena, ElementType type, long... dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strided(arena, type, dims, strides);
  }

  /** Whatever order the operation likes best; ask the operation for it afterwards. */
  public static Layout free(Arena arena, ElementType type, long... dims) {
    return new Layout(
        Dnnl.create(
            arena,
            "describe a tensor",
            handle -> {
              try (Arena local = Arena.ofConfined()) {
                return (int)
                    Dnnl.LAYOUT_WITH_TAG.invokeExact(
                        handle, dims.length, copy(local, dims), type.code, ANY);
              }
            },
            Dnnl.LAYOUT_DESTROY),
        dims);
  }

  private static MemorySegment copy(Arena arena, long[] values) {
    return arena.allocateFrom(JAVA_LONG, values);
  }

  /** Sizes along all dimensions. */
  public long[] dims() {
    return dims.clone();
  }

  /** Elements. */
  long count() {
    return Arrays.stream(dims).reduce(1, (left, right) -> left * right);
  }

  /** Size along a dimension. */
  public long dim(int dimension) {
    return dims[dimension];
  }

  /** Bytes from the first element to the last, gaps included. */
  public long bytes() {
    long[] bytes = new long[1];
    NativeCall.unchecked(() -> {
      bytes[0] = (long) Dnnl.LAYOUT_BYTES.invokeExact(handle);
      return 0;
    });
    return bytes[0];
  }
}
