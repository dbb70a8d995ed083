package io.github.dino4j.torch.x86;

/**
 * The AVX-512 instructions that kernels use, by their names in Intel's manual, with what the manual
 * gives as encoding: mandatory prefix, opcode map, W, opcode; and how many bytes of memory they
 * touch, which is the unit of short offsets.
 */
enum Instruction {
  VMOVUPS_LOAD(0, 1, 0, 0x10, 64),
  VMOVUPS_STORE(0, 1, 0, 0x11, 64),
  VBROADCASTSS(1, 2, 0, 0x18, 4),
  /** 16 bytes four times; under a mask it fills one quarter. */
  VBROADCASTI32X4(1, 2, 0, 0x5a, 16),
  VPXORD(1, 1, 0, 0xef, 64),
  /**
   * What becomes of a bit of target, left and right, the immediate says for each of eight cases.
   */
  VPTERNLOGD(1, 3, 0, 0x25, 64),
  VADDPS(0, 1, 0, 0x58, 64),
  VSUBPS(0, 1, 0, 0x5c, 64),
  VMULPS(0, 1, 0, 0x59, 64),
  VDIVPS(0, 1, 0, 0x5e, 64),
  /** The right operand where one is not a number; so is the next. */
  VMINPS(0, 1, 0, 0x5d, 64),
  VMAXPS(0, 1, 0, 0x5f, 64),
  /** target = target x left + right. */
  VFMADD213PS(1, 2, 0, 0xa8, 64),
  /** target += left x right. */
  VFMADD231PS(1, 2, 0, 0xb8, 64),
  /** target -= left x right. */
  VFNMADD231PS(1, 2, 0, 0xbc, 64),
  /** target += the products of both bf16 numbers in each 32 bits, summed. */
  VDPBF16PS(2, 2, 0, 0x52, 64),
  /** left x 2^floor(right). */
  VSCALEFPS(1, 2, 0, 0x2c, 64),
  /** Immediate 10: the smaller of both, without signs. */
  VRANGEPS(1, 3, 0, 0x50, 64),
  /** What remains of the right operand; immediate 1: after the next lower whole number. */
  VREDUCEPS(1, 3, 0, 0x56, 64),
  /** Right operand to the lower half, left to the upper. */
  VCVTNE2PS2BF16(3, 2, 0, 0x72, 64),
  VCVTNEPS2BF16(2, 2, 0, 0x72, 64),
  /** 16 numbers of 16 bits, not negative, to 32 bits. */
  VPMOVZXWD(1, 2, 0, 0x33, 32),
  /** Its place of a target register has the rest of the opcode, its left operand is the target. */
  VPSLLD(1, 1, 0, 0x72, 64),
  VPUNPCKLDQ(1, 1, 0, 0x62, 64),
  VPUNPCKHDQ(1, 1, 0, 0x6a, 64),
  VPUNPCKLQDQ(1, 1, 1, 0x6c, 64),
  VPUNPCKHQDQ(1, 1, 1, 0x6d, 64),
  /** Picks 16-bit numbers out of left and right by the indices in the target. */
  VPERMI2W(1, 2, 1, 0x75, 64),
  VSHUFPS(0, 1, 0, 0xc6, 64),
  VSHUFF32X4(1, 3, 0, 0x23, 64),
  VSQRTPS(0, 1, 0, 0x51, 64),
  /** Of the first number alone. */
  VMOVSS_STORE(2, 1, 0, 0x11, 4),
  /** The right operand, a general register, 16 times. */
  VPBROADCASTD(1, 2, 0, 0x7c, 4);

  final int prefix;
  final int map;
  final int wide;
  final int opcode;
  final int memoryBytes;

  Instruction(int prefix, int map, int wide, int opcode, int memoryBytes) {
    this.prefix = prefix;
    this.map = map;
    this.wide = wide;
    this.opcode = opcode;
    this.memoryBytes = memoryBytes;
  }
}
