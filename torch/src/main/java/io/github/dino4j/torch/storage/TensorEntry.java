package io.github.dino4j.torch.storage;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import io.github.dino4j.DinoException;
import io.github.dino4j.base.Quoted;
import io.github.dino4j.torch.file.WeightFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * A named tensor that lies in a file or is put together from others: its type, its shape, and its
 * bytes when asked for. Pure Java; safe to share between threads. It is readable as long as the
 * {@link WeightFile} it comes from is open.
 */
public final class TensorEntry {
  private final String name;
  private final DType type;
  private final long[] shape;
  private final Supplier<MemorySegment> data;

  private TensorEntry(String name, DType type, long[] shape, Supplier<MemorySegment> data) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.data = data;
  }

  /**
   * @param bytes elements row by row, little-endian, exactly as many as the shape asks for
   */
  public static TensorEntry of(String name, DType type, long[] shape, MemorySegment bytes) {
    TensorEntry entry = new TensorEntry(name, type, shape.clone(), () -> bytes);
    if (bytes.byteSize() != entry.byteSize()) {
      throw new DinoException(
          "%s has %d bytes where %s of %s needs %d"
              .formatted(
                  Quoted.of(name), bytes.byteSize(), describe(shape), type, entry.byteSize()));
    }
    return entry;
  }

  /** A float32 tensor with a copy of {@code values}. */
  public static TensorEntry of(String name, float[] values, long... shape) {
    MemorySegment bytes = Arena.ofAuto().allocate(4L * values.length, 8);
    MemorySegment.copy(values, 0, bytes, JAVA_FLOAT, 0, values.length);
    return of(name, DType.F32, shape, bytes);
  }

  /** Elements spread over {@code storage} by {@code view}; gathered at each reading. */
  public static TensorEntry strided(
      String name, DType type, StridedView view, MemorySegment storage) {
    return new TensorEntry(name, type, view.shape(), () -> view.gather(storage, type.bytes()));
  }

  /** {@code parts} one below the other, along their first dimension; joined at each reading. */
  public static TensorEntry concatenate(String name, List<TensorEntry> parts) {
    TensorEntry first = parts.getFirst();
    long[] shape = first.shape();
    shape[0] = 0;
    for (TensorEntry part : parts) {
      if (part.type != first.type
          || !Arrays.equals(part.shape, 1, part.shape.length, shape, 1, shape.length)) {
        throw new DinoException(
            "%s %s %s and %s %s %s do not fit below each other"
                .formatted(
                    first.name,
                    first.type,
                    describe(first.shape),
                    part.name,
                    part.type,
                    describe(part.shape)));
      }
      shape[0] += part.shape[0];
    }
    List<TensorEntry> joined = List.copyOf(parts);
    return new TensorEntry(name, first.type, shape, () -> join(joined));
  }

  private static MemorySegment join(List<TensorEntry> parts) {
    long size = parts.stream().mapToLong(TensorEntry::byteSize).sum();
    MemorySegment whole = Arena.ofAuto().allocate(size, 8);
    long at = 0;
    for (TensorEntry part : parts) {
      MemorySegment.copy(part.bytes(), 0, whole, at, part.byteSize());
      at += part.byteSize();
    }
    return whole;
  }

  /** The same values under another name. */
  public TensorEntry named(String other) {
    return new TensorEntry(other, type, shape, data);
  }

  /** The same values in another shape of as many elements. */
  public TensorEntry reshaped(long... other) {
    if (elements(other) != elements()) {
      throw new DinoException(
          "%s is %s, which does not fill %s".formatted(name, describe(shape), describe(other)));
    }
    return new TensorEntry(name, type, other.clone(), data);
  }

  /** Part of the first dimension, without a copy. */
  public TensorEntry rows(long from, long count) {
    if (from < 0 || count < 0 || from + count > shape[0]) {
      throw new IllegalArgumentException("rows %d to %d of %s".formatted(from, from + count, this));
    }
    long[] part = shape.clone();
    part[0] = count;
    long row = byteSize() / Math.max(1, shape[0]);
    return new TensorEntry(name, type, part, () -> bytes().asSlice(from * row, count * row));
  }

  public String name() {
    return name;
  }

  public DType type() {
    return type;
  }

  public long[] shape() {
    return shape.clone();
  }

  /** Whether the shape is exactly this. */
  public boolean hasShape(long... wanted) {
    return Arrays.equals(shape, wanted);
  }

  public long elements() {
    return elements(shape);
  }

  private static long elements(long[] shape) {
    long product = 1;
    for (long side : shape) {
      product = Math.multiplyExact(product, side);
    }
    return product;
  }

  public long byteSize() {
    return elements() * type.bytes();
  }

  /** The elements row by row, little-endian: the mapped file itself where it has them in order. */
  public MemorySegment bytes() {
    return data.get();
  }

  /** The elements row by row as aligned float32: the mapped file itself where it has them so. */
  public MemorySegment floats() {
    MemorySegment bytes = bytes();
    if (type == DType.F32 && bytes.isNative() && bytes.address() % 4 == 0) {
      return bytes;
    }
    MemorySegment floats = Arena.ofAuto().allocate(4 * elements(), 8);
    if (type == DType.F32) {
      return floats.copyFrom(bytes);
    }
    for (long i = 0; i < elements(); i++) {
      floats.setAtIndex(JAVA_FLOAT, i, type.toFloat(bytes, i));
    }
    return floats;
  }

  /**
   * Reads every element once.
   *
   * @return whether none is NaN or infinite
   */
  public boolean isFinite() {
    return FiniteCheck.passes(type, bytes());
  }

  @Override
  public String toString() {
    return name + " " + type + " " + describe(shape);
  }

  /** For messages: {@code [384, 3, 14, 14]}. */
  public static String describe(long[] shape) {
    return Arrays.toString(shape);
  }
}
