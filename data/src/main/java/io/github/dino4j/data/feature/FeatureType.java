package io.github.dino4j.data.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** The numbers that features are written as; in memory they are always float. */
public enum FeatureType {
  FLOAT32(4, "F32", "<f4"),
  /** Half precision, for patch tokens: half the size, three decimal digits. */
  FLOAT16(2, "F16", "<f2");

  private final int bytes;
  private final String safetensors;
  private final String numpy;

  FeatureType(int bytes, String safetensors, String numpy) {
    this.bytes = bytes;
    this.safetensors = safetensors;
    this.numpy = numpy;
  }

  /** Bytes a number. */
  public int bytes() {
    return bytes;
  }

  String safetensors() {
    return safetensors;
  }

  String numpy() {
    return numpy;
  }

  static FeatureType ofSafetensors(Object name) throws IOException {
    return Arrays.stream(values())
        .filter(type -> type.safetensors.equals(name))
        .findFirst()
        .orElseThrow(() -> new IOException("it holds no float32 or float16 tensor"));
  }

  /** Appends {@code values} to a buffer that has room for them. */
  public void put(float[] values, ByteBuffer target) {
    int size = values.length * bytes;
    if (this == FLOAT32) {
      target.asFloatBuffer().put(values);
    } else {
      ShortBuffer halves = target.asShortBuffer();
      for (float value : values) {
        halves.put(Float.floatToFloat16(value));
      }
    }
    target.position(target.position() + size);
  }

  /** Takes {@code count} numbers from a buffer. */
  public float[] get(ByteBuffer source, int count) {
    float[] values = new float[count];
    if (this == FLOAT32) {
      source.asFloatBuffer().get(values);
    } else {
      ShortBuffer halves = source.asShortBuffer();
      for (int i = 0; i < count; i++) {
        values[i] = Float.float16ToFloat(halves.get());
      }
    }
    source.position(source.position() + count * bytes);
    return values;
  }
}
