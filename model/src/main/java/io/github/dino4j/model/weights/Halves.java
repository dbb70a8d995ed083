package io.github.dino4j.model.weights;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.storage.DType;
import io.github.dino4j.torch.storage.TensorEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Arithmetic on small tensors in their own precision, rounded as libtorch rounds. */
final class Halves {
  private Halves() {}

  /** Computed in float32 and rounded to the type of both. */
  static TensorEntry sum(TensorEntry a, TensorEntry b) {
    float[] left = a.floats().toArray(JAVA_FLOAT);
    float[] right = b.floats().toArray(JAVA_FLOAT);
    for (int i = 0; i < left.length; i++) {
      left[i] += right[i];
    }
    return of(a, left);
  }

  /** Adding them changes nothing, not even the sign of a zero. */
  static TensorEntry negativeZeros(TensorEntry like) {
    float[] zeros = new float[Math.toIntExact(like.elements())];
    Arrays.fill(zeros, -0f);
    return of(like, zeros);
  }

  private static TensorEntry of(TensorEntry like, float[] values) {
    if (like.type() == DType.F32) {
      return TensorEntry.of(like.name(), values, like.shape());
    }
    if (like.type() != DType.F16 && like.type() != DType.BF16) {
      throw new DinoException(
          "weights of type %s have no place in the timm layout; convert them to float32 first"
              .formatted(like.type()));
    }
    MemorySegment bytes = Arena.ofAuto().allocate(2L * values.length, 8);
    for (int i = 0; i < values.length; i++) {
      short bits = like.type() == DType.F16 ? Float.floatToFloat16(values[i]) : bfloat16(values[i]);
      bytes.setAtIndex(JAVA_SHORT, i, bits);
    }
    return TensorEntry.of(like.name(), like.type(), like.shape(), bytes);
  }

  /** Round to nearest, ties to even; values are finite. */
  private static short bfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    return (short) ((bits + 0x7fff + (bits >>> 16 & 1)) >>> 16);
  }
}
