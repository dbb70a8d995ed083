package io.github.dino4j.kernels.x86;

import static io.github.dino4j.kernels.x86.Address.at;

import java.util.List;

/** Each {@link Instruction} on registers from both ends of the range and on memory near and far. */
record VectorEncodings(Encodings encodings) {
  private static final int IMMEDIATE = 0x4e;

  /** The bits of VPSLLD's opcode that lie where others have their target. */
  private static final int SHIFT_LEFT = 6;

  private static final List<String> GENERAL = List.of("eax", "ebx", "r9d", "r13d");
  private static final List<Integer> GENERAL_NUMBERS = List.of(0, 3, 9, 13);
  private static final List<Register> BASES =
      List.of(Register.RDI, Register.R9, Register.R13, Register.RAX, Register.R8);

  /** Target, left, right: the upper bits of each, which lie in prefixes, alone and together. */
  private static final int[][] OF_32 = {
    {1, 2, 4}, {8, 16, 24}, {16, 8, 3}, {31, 0, 16}, {0, 31, 8}
  };

  private static final int[][] OF_16 = {{1, 2, 4}, {8, 7, 12}, {15, 0, 8}, {0, 15, 3}};

  boolean has(Instruction instruction) {
    return encodings.width == VectorWidth.ZMM ? instruction.evex : instruction.vex;
  }

  void add(Instruction instruction) {
    String operands = operands(instruction);
    if (instruction == Instruction.VPSLLD) {
      shifts();
    } else if (operands.contains("eR")) {
      ofGeneralRegisters(instruction, operands);
    } else {
      if (!operands.contains("mR")) {
        ofRegisters(instruction, operands);
      }
      ofMemory(instruction, operands);
    }
  }

  /**
   * Operands in Intel's order: T, L and R are the assembler's target, left and right, which are
   * whole vectors (v), YMM (y) or XMM (x) registers, general ones (e), or in memory only (m). What
   * is right in a vector register may be in memory too.
   */
  private static String operands(Instruction instruction) {
    return switch (instruction) {
      case VADDPS, VSUBPS, VMULPS, VDIVPS, VMINPS, VMAXPS -> "vT, vL, vR";
      case VFMADD213PS, VFMADD231PS, VFNMADD231PS, VDPBF16PS, VSCALEFPS -> "vT, vL, vR";
      case VPXORD, VANDPS, VPADDD, VPERMI2W, VCVTNE2PS2BF16 -> "vT, vL, vR";
      case VPUNPCKLDQ, VPUNPCKHDQ, VPUNPCKLQDQ, VPUNPCKHQDQ -> "vT, vL, vR";
      case VPTERNLOGD, VRANGEPS, VSHUFPS, VSHUFF32X4, VPERM2F128 -> "vT, vL, vR, imm";
      case VINSERTF128 -> "vT, vL, xR, imm";
      case VMOVUPS_LOAD, VSQRTPS, VCVTPS2DQ -> "vT, vR";
      case VREDUCEPS, VROUNDPS -> "vT, vR, imm";
      case VMOVUPS_STORE -> "vR, vT";
      case VMOVSS_STORE -> "mR, xT";
      case VBROADCASTSS -> "vT, xR";
      case VBROADCASTI32X4 -> "vT, mR";
      case VPMOVZXWD -> "vT, yR";
      case VCVTNEPS2BF16 -> "yT, vR";
      case VPBROADCASTD -> "vT, eR";
      case VMOVD -> "xT, eR";
      case VPSLLD -> "vL, vR, imm";
    };
  }

  private int[][] registers() {
    return encodings.width == VectorWidth.ZMM ? OF_32 : OF_16;
  }

  private void shifts() {
    for (int[] of : registers()) {
      encodings.add(
          text(Instruction.VPSLLD, "vL, vR, imm", of, encodings.vector(of[2])),
          asm -> asm.apply(Instruction.VPSLLD, SHIFT_LEFT, of[1], of[2], IMMEDIATE));
    }
  }

  /** The assembler writes VMOVD as part of {@link Assembler#fill} only. */
  private void ofGeneralRegisters(Instruction instruction, String operands) {
    for (int i = 0; instruction != Instruction.VMOVD && i < GENERAL.size(); i++) {
      int[] of = registers()[i];
      int right = GENERAL_NUMBERS.get(i);
      encodings.add(
          text(instruction, operands, of, GENERAL.get(i)),
          asm -> asm.apply(instruction, of[0], 0, right));
    }
  }

  private void ofRegisters(Instruction instruction, String operands) {
    for (int[] of : registers()) {
      int left = operands.contains("L") ? of[1] : 0;
      String right =
          operands.contains("xR")
              ? "xmm" + of[2]
              : operands.contains("yR") ? "ymm" + of[2] : encodings.vector(of[2]);
      encodings.add(
          direction(instruction) + text(instruction, operands, of, right),
          asm -> {
            if (operands.contains("imm")) {
              asm.apply(instruction, of[0], left, of[2], IMMEDIATE);
            } else {
              asm.apply(instruction, of[0], left, of[2]);
            }
          });
    }
  }

  private void ofMemory(Instruction instruction, String operands) {
    int unit = encodings.width == VectorWidth.ZMM ? instruction.memoryBytes : 1;
    int[] offsets = {0, unit, 127 * unit, -128 * unit, 128 * unit, -129 * unit, 1002, -100_001};
    for (int i = 0; i < offsets.length; i++) {
      int[] of = registers()[i % registers().length];
      int left = operands.contains("L") ? of[1] : 0;
      Address right = at(BASES.get(i % BASES.size()), offsets[i]);
      encodings.add(
          Encodings.offsetForm(right) + text(instruction, operands, of, Encodings.memory(right)),
          asm -> {
            if (operands.contains("imm")) {
              asm.apply(instruction, of[0], left, right, IMMEDIATE);
            } else {
              asm.apply(instruction, of[0], left, right);
            }
          });
    }
  }

  /** Which of the two opcodes that copy a register. */
  private static String direction(Instruction instruction) {
    return switch (instruction) {
      case VMOVUPS_LOAD -> "{load} ";
      case VMOVUPS_STORE -> "{store} ";
      default -> "";
    };
  }

  private String text(Instruction instruction, String operands, int[] of, String right) {
    String mnemonic = Encodings.name(instruction).replaceFirst("_.*", "");
    // VPXOR has the D of its elements only where these may be masked
    String named =
        encodings.width == VectorWidth.YMM ? mnemonic.replace("vpxord", "vpxor") : mnemonic;
    String filled =
        operands
            .replace("vT", encodings.vector(of[0]))
            .replace("xT", "xmm" + of[0])
            .replace("yT", "ymm" + of[0])
            .replace("vL", encodings.vector(of[1]))
            .replaceFirst("[vxyem]R", right)
            .replace("imm", "0x%x".formatted(IMMEDIATE));
    return encodings.form() + named + " " + filled;
  }
}
