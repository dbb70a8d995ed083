package io.github.dino4j.kernels.x86;

/**
 * How wide the vectors of kernels are, and how many there are: what AVX2 has, and what AVX-512 has.
 * The same kernels are written for both.
 */
public enum VectorWidth {
  /** 256 bits in YMM registers, by VEX instructions. */
  YMM(8, 16),
  /** 512 bits in ZMM registers, by EVEX instructions. */
  ZMM(16, 32);

  /** Of all kernels of this process. */
  public static final VectorWidth HERE = Processor.hasAvx512() ? ZMM : YMM;

  /** Numbers in fp32 that a vector holds. */
  final int lanes;

  /** Vectors that there are. */
  public final int registers;

  VectorWidth(int lanes, int registers) {
    this.lanes = lanes;
    this.registers = registers;
  }

  /** Bytes of a vector. */
  int bytes() {
    return 4 * lanes;
  }
}
