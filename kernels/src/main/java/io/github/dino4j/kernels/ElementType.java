package io.github.dino4j.kernels;

/** How an element is stored. */
public enum ElementType {
  FP32(3, 4),
  BF16(2, 2);

  /** {@code dnnl_data_type_t}. */
  public final int code;

  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }
}
