package io.github.dino4j.torch.storage;

import io.github.dino4j.DinoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the elements of a tensor lie in its storage.
 *
 * @param offset index of the first element
 * @param shape elements along each dimension
 * @param strides distance of neighbours along each dimension, in elements
 */
public record StridedView(long offset, long[] shape, long[] strides) {
  public static final int MOST_DIMENSIONS = 16;

  /**
   * @throws DinoException unless every element lies within {@code available} elements, and there
   *     are no more of them than that, so that a small file never grows in memory
   */
  public void check(long available) {
    if (shape.length != strides.length || shape.length > MOST_DIMENSIONS || offset < 0) {
      throw new DinoException("has a malformed shape " + TensorEntry.describe(shape));
    }
    long elements = 1;
    long last = offset;
    try {
      for (int i = 0; i < shape.length; i++) {
        if (shape[i] < 0 || strides[i] < 0) {
          throw new DinoException("has a negative size or stride");
        }
        elements = Math.multiplyExact(elements, shape[i]);
        last = Math.addExact(last, Math.multiplyExact(Math.max(0, shape[i] - 1), strides[i]));
      }
    } catch (ArithmeticException e) {
      throw new DinoException("has an impossible shape " + TensorEntry.describe(shape), e);
    }
    if (elements > available || (elements > 0 && last >= available) || offset > available) {
      throw new DinoException(
          "of shape %s reaches beyond its storage of %d elements"
              .formatted(TensorEntry.describe(shape), available));
    }
  }

  public long elements() {
    long product = 1;
    for (long side : shape) {
      product *= side;
    }
    return product;
  }

  /** Whether the elements lie row by row without gaps. */
  public boolean isContiguous() {
    long expected = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      if (shape[i] != 1 && strides[i] != expected) {
        return false;
      }
      expected *= Math.max(1, shape[i]);
    }
    return true;
  }

  /** A copy of the elements, row by row. */
  MemorySegment gather(MemorySegment storage, int width) {
    long elements = elements();
    MemorySegment target = Arena.ofAuto().allocate(elements * width, 8);
    long[] index = new long[shape.length];
    long from = offset;
    for (long to = 0; to < elements; to++) {
      MemorySegment.copy(storage, from * width, target, to * width, width);
      for (int i = shape.length - 1; i >= 0; i--) {
        from += strides[i];
        if (++index[i] < shape[i]) {
          break;
        }
        from -= shape[i] * strides[i];
        index[i] = 0;
      }
    }
    return target;
  }
}
