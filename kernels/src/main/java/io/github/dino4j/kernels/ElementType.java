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

  /** Inputs that one step of a product takes, four bytes of a row: two in bf16, one in fp32. */
  public int inputsOfAStep() {
    return 4 / bytes;
  }

  /** Steps of a product that sums so many inputs, the last of them half empty if need be. */
  public int steps(int inputs) {
    return Math.ceilDiv(inputs, inputsOfAStep());
  }
}
