package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Instruction.Encodings.AVX2;
import static io.github.dino4j.kernels.x86.Instruction.Encodings.AVX512;
import static io.github.dino4j.kernels.x86.Instruction.Encodings.BOTH;

/**
 * The AVX-512 and AVX2 instructions that kernels use, by their names in Intel's manual, with what
 * the manual gives as encoding: mandatory prefix, opcode map, W in EVEX, opcode; and how many bytes
 * of memory they touch in AVX-512, which is the unit of short offsets there.
 */
public enum Instruction {
  VMOVUPS_LOAD(BOTH, 0, 1, 0, 0x10, 64),
  VMOVUPS_STORE(BOTH, 0, 1, 0, 0x11, 64),
  VBROADCASTSS(BOTH, 1, 2, 0, 0x18, 4),
  /** 16 bytes four times; under a mask it fills one quarter. */
  VBROADCASTI32X4(AVX512, 1, 2, 0, 0x5a, 16),
  VPXORD(BOTH, 1, 1, 0, 0xef, 64),
  /**
   * What becomes of a bit of target, left and right, the immediate says for each of eight cases.
   */
  VPTERNLOGD(AVX512, 1, 3, 0, 0x25, 64),
  VADDPS(BOTH, 0, 1, 0, 0x58, 64),
  VSUBPS(BOTH, 0, 1, 0, 0x5c, 64),
  VMULPS(BOTH, 0, 1, 0, 0x59, 64),
  VDIVPS(BOTH, 0, 1, 0, 0x5e, 64),
  /** The right operand where one is not a number; so is the next. */
  VMINPS(BOTH, 0, 1, 0, 0x5d, 64),
  VMAXPS(BOTH, 0, 1, 0, 0x5f, 64),
  /** target = target x left + right. */
  VFMADD213PS(BOTH, 1, 2, 0, 0xa8, 64),
  /** target += left x right. */
  VFMADD231PS(BOTH, 1, 2, 0, 0xb8, 64),
  /** target -= left x right. */
  VFNMADD231PS(BOTH, 1, 2, 0, 0xbc, 64),
  /** target += the products of both bf16 numbers in each 32 bits, summed. */
  VDPBF16PS(AVX512, 2, 2, 0, 0x52, 64),
  /** left x 2^floor(right). */
  VSCALEFPS(AVX512, 1, 2, 0, 0x2c, 64),
  /** Immediate 10: the smaller of both, without signs. */
  VRANGEPS(AVX512, 1, 3, 0, 0x50, 64),
  /** What remains of the right operand; immediate 1: after the next lower whole number. */
  VREDUCEPS(AVX512, 1, 3, 0, 0x56, 64),
  /** Right operand to the lower half, left to the upper. */
  VCVTNE2PS2BF16(AVX512, 3, 2, 0, 0x72, 64),
  VCVTNEPS2BF16(AVX512, 2, 2, 0, 0x72, 64),
  /** 16 numbers of 16 bits, not negative, to 32 bits. */
  VPMOVZXWD(AVX512, 1, 2, 0, 0x33, 32),
  /** Its place of a target register has the rest of the opcode, its left operand is the target. */
  VPSLLD(BOTH, 1, 1, 0, 0x72, 64),
  VPUNPCKLDQ(BOTH, 1, 1, 0, 0x62, 64),
  VPUNPCKHDQ(BOTH, 1, 1, 0, 0x6a, 64),
  VPUNPCKLQDQ(BOTH, 1, 1, 1, 0x6c, 64),
  VPUNPCKHQDQ(BOTH, 1, 1, 1, 0x6d, 64),
  /** Picks 16-bit numbers out of left and right by the indices in the target. */
  VPERMI2W(AVX512, 1, 2, 1, 0x75, 64),
  VSHUFPS(BOTH, 0, 1, 0, 0xc6, 64),
  VSHUFF32X4(AVX512, 1, 3, 0, 0x23, 64),
  VSQRTPS(BOTH, 0, 1, 0, 0x51, 64),
  /** Of the first number alone. */
  VMOVSS_STORE(BOTH, 2, 1, 0, 0x11, 4),
  /** The right operand, a general register, 16 times. */
  VPBROADCASTD(AVX512, 1, 2, 0, 0x7c, 4),
  /** A general register to the first place, zeros to the others. */
  VMOVD(AVX2, 1, 1, 0, 0x6e),
  VANDPS(AVX2, 0, 1, 0, 0x54),
  /** Immediate 9: down to whole numbers. */
  VROUNDPS(AVX2, 1, 3, 0, 0x08),
  /** To 32-bit integers. */
  VCVTPS2DQ(AVX2, 1, 1, 0, 0x5b),
  VPADDD(AVX2, 1, 1, 0, 0xfe),
  /** Immediate 1: the upper half of left, then the lower half of right. */
  VPERM2F128(AVX2, 1, 3, 0, 0x06),
  /** Left, with 16 bytes of the right operand for its upper half where the immediate is 1. */
  VINSERTF128(AVX2, 1, 3, 0, 0x18);

  final boolean vex;
  final boolean evex;
  final int prefix;
  final int map;
  final int wide;
  final int opcode;
  final int memoryBytes;

  /** Of AVX2, whose offsets have no unit, by VEX alone. */
  Instruction(Encodings widths, int prefix, int map, int wide, int opcode) {
    this(widths, prefix, map, wide, opcode, 1);
  }

  Instruction(Encodings widths, int prefix, int map, int wide, int opcode, int memoryBytes) {
    this.vex = widths != AVX512;
    this.evex = widths != AVX2;
    this.prefix = prefix;
    this.map = map;
    this.wide = wide;
    this.opcode = opcode;
    this.memoryBytes = memoryBytes;
  }

  /** Which vectors kernels use an instruction on. */
  enum Encodings {
    /** Of 256 bits, by VEX. */
    AVX2,
    /** Of 512 bits, by EVEX. */
    AVX512,
    BOTH
  }
}
