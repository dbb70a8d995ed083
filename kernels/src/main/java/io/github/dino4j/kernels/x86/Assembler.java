package io.github.dino4j.kernels.x86;

import io.github.dino4j.kernels.ElementType;
import java.io.ByteArrayOutputStream;

/**
 * Writes the machine code of a function. Vectors are numbered from 0 on, as many as their {@link
 * VectorWidth} has, all of which a function may change; masks, in AVX-512 only, are 1 to 7.
 */
public final class Assembler {
  private static final int NO_MASK = 0;
  private static final int FULL = 2;
  private static final int HALF = 1;

  /** The length of VEX: one bit for 256. */
  private static final int YMM = 4;

  private static final int XMM = 0;

  private final VectorWidth width;
  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  /** For vectors as wide as this processor's. */
  public Assembler() {
    this(VectorWidth.HERE);
  }

  public Assembler(VectorWidth width) {
    this.width = width;
  }

  VectorWidth width() {
    return width;
  }

  public byte[] code() {
    return code.toByteArray();
  }

  public void move(Register target, long value) {
    bytes(0x48 | target.code >> 3, 0xb8 | target.code & 7);
    int32((int) value);
    int32((int) (value >> 32));
  }

  public void move(Register target, Register source) {
    bytes(0x48 | source.code >> 3 << 2 | target.code >> 3, 0x89, pair(source.code, target.code));
  }

  /** Eight bytes of memory. */
  public void move(Register target, Address source) {
    bytes(0x48 | target.code >> 3 << 2 | source.base().code >> 3, 0x8b);
    operand(target.code, source, 1);
  }

  /** Eight bytes of memory. */
  public void move(Address target, Register source) {
    bytes(0x48 | source.code >> 3 << 2 | target.base().code >> 3, 0x89);
    operand(source.code, target, 1);
  }

  /** Adds the place of the fp32 number {@code index}. */
  public void addFloats(Register target, Register index) {
    int base = target.code & 7;
    bytes(0x48 | target.code >> 3 << 2 | index.code >> 3 << 1 | target.code >> 3, 0x8d);
    bytes(0x44 | base << 3, 0x80 | (index.code & 7) << 3 | base, 0); // [target + 4 index + 0]
  }

  public void add(Register target, int value) {
    bytes(0x48 | target.code >> 3, 0x81, pair(0, target.code));
    int32(value);
  }

  /** Runs {@code body} {@code times} times, counting down in {@code counter}. */
  public void repeat(int times, Register counter, Runnable body) {
    if (times > 1) {
      move(counter, times);
    }
    int start = code.size();
    if (times > 0) {
      body.run();
    }
    if (times > 1) {
      bytes(0x48 | counter.code >> 3, 0xff, pair(1, counter.code)); // dec
      bytes(0x0f, 0x85); // jnz
      int32(start - (code.size() + 4));
    }
  }

  /** Asks for a cache line to be brought to the second-level cache; any address may be given. */
  public void prefetch(Address address) {
    bytes(0x40 | address.base().code >> 3, 0x0f, 0x18);
    operand(2, address, 1);
  }

  /** Leaves the function. */
  public void exit() {
    bytes(0xc5, 0xf8, 0x77, 0xc3); // vzeroupper, ret
  }

  /** Sets a mask to 16 bits; changes RAX. */
  void mask(int mask, int bits) {
    if (width != VectorWidth.ZMM) {
      throw new IllegalStateException("AVX2 has no masks");
    }
    move(Register.RAX, bits);
    bytes(0xc5, 0xf8, 0x92, pair(mask, Register.RAX.code)); // kmovw
  }

  public void clear(int target) {
    apply(Instruction.VPXORD, target, target, target);
  }

  public void copy(int target, int source) {
    apply(Instruction.VMOVUPS_LOAD, target, 0, source);
  }

  public void load(int target, Address source) {
    apply(Instruction.VMOVUPS_LOAD, target, 0, source);
  }

  public void store(Address target, int source) {
    apply(Instruction.VMOVUPS_STORE, source, 0, target);
  }

  /** Stores the lower 32 bytes. */
  public void storeHalf(Address target, int source) {
    prefixes(Instruction.VMOVUPS_STORE, source, 0, target.base().code, HALF << 5);
    operand(source, target, 32);
  }

  /** Stores a vector of fp32 numbers as {@code type}; rounding them changes {@code source}. */
  public void store(ElementType type, Address target, int source) {
    if (type == ElementType.FP32) {
      store(target, source);
    } else {
      apply(Instruction.VCVTNEPS2BF16, source, 0, source);
      storeHalf(target, source);
    }
  }

  /** One float to all places. */
  public void broadcast(int target, Address source) {
    apply(Instruction.VBROADCASTSS, target, 0, source);
  }

  /** A constant to all places; changes RAX. */
  public void fill(int target, float value) {
    move(Register.RAX, Float.floatToRawIntBits(value));
    if (width == VectorWidth.ZMM) {
      apply(Instruction.VPBROADCASTD, target, 0, Register.RAX.code);
    } else {
      vex(Instruction.VMOVD, target, 0, Register.RAX.code, XMM);
      bytes(pair(target, Register.RAX.code));
      apply(Instruction.VBROADCASTSS, target, 0, target);
    }
  }

  /** Loads 16 bytes to the lower half of a vector of AVX2; the upper half becomes zero. */
  void loadLower(int target, Address source) {
    vex(Instruction.VMOVUPS_LOAD, target, 0, source.base().code, XMM);
    operand(target, source, 1);
  }

  /** Stores the first float. */
  public void storeFirst(Address target, int source) {
    apply(Instruction.VMOVSS_STORE, source, 0, target);
  }

  /**
   * Loads 16 bytes to the quarter of {@code target} that {@code mask} has the bits of; the others
   * are kept or cleared.
   */
  void loadQuarter(int target, int mask, boolean keep, Address source) {
    int modifiers = FULL << 5 | mask | (keep ? 0 : 0x80);
    prefixes(Instruction.VBROADCASTI32X4, target, 0, source.base().code, modifiers);
    operand(target, source, Instruction.VBROADCASTI32X4.memoryBytes);
  }

  /** 16 bf16 numbers to fp32: they are its upper halves. */
  public void loadBf16(int target, Address source) {
    apply(Instruction.VPMOVZXWD, target, 0, source);
    int left = 6; // the direction
    apply(Instruction.VPSLLD, left, target, target, 16);
  }

  /** {@code left} is 0 where the instruction has one source only. */
  public void apply(Instruction instruction, int target, int left, int right) {
    full(instruction, target, left, right);
    bytes(pair(target, right));
  }

  public void apply(Instruction instruction, int target, int left, int right, int immediate) {
    apply(instruction, target, left, right);
    bytes(immediate);
  }

  public void apply(Instruction instruction, int target, int left, Address right) {
    full(instruction, target, left, right.base().code);
    operand(target, right, width == VectorWidth.ZMM ? instruction.memoryBytes : 1);
  }

  public void apply(Instruction instruction, int target, int left, Address right, int immediate) {
    apply(instruction, target, left, right);
    bytes(immediate);
  }

  /** Prefixes and opcode of an instruction on whole vectors. */
  private void full(Instruction instruction, int target, int left, int right) {
    if (width == VectorWidth.ZMM) {
      prefixes(instruction, target, left, right, FULL << 5 | NO_MASK);
    } else {
      vex(instruction, target, left, right, YMM);
    }
  }

  /** The three bytes of VEX and the opcode: the upper bits of register numbers are inverted. */
  private void vex(Instruction instruction, int target, int left, int right, int length) {
    if (!instruction.vex || (target | left | right) >= VectorWidth.YMM.registers) {
      throw new IllegalArgumentException(
          "AVX2 has no %s of %d, %d, %d".formatted(instruction, target, left, right));
    }
    bytes(
        0xc4,
        (~target & 8) << 4 | 0x40 | (~right & 8) << 2 | instruction.map,
        (~left & 15) << 3 | length | instruction.prefix,
        instruction.opcode);
  }

  /**
   * The four bytes of EVEX and the opcode: the upper bits of register numbers are stored inverted.
   *
   * @param modifiers the fourth byte without its bit of {@code left}: clearing, width, mask
   */
  private void prefixes(Instruction instruction, int target, int left, int right, int modifiers) {
    if (!instruction.evex || width != VectorWidth.ZMM) {
      throw new IllegalArgumentException("no %s in vectors of %s".formatted(instruction, width));
    }
    int registers = (~target & 8) << 4 | (~right & 16) << 2 | (~right & 8) << 2 | (~target & 16);
    bytes(
        0x62,
        registers | instruction.map,
        instruction.wide << 7 | (~left & 15) << 3 | 4 | instruction.prefix,
        modifiers | (~left & 16) >> 1,
        instruction.opcode);
  }

  /** An operand in memory; its offset is one byte where it is a small multiple of {@code unit}. */
  private void operand(int register, Address address, int unit) {
    int units = address.offset() / unit;
    int fields = (register & 7) << 3 | address.base().code & 7;
    if (units * unit == address.offset() && units == (byte) units) {
      bytes(0x40 | fields, units);
    } else {
      bytes(0x80 | fields);
      int32(address.offset());
    }
  }

  /** The byte that names two registers. */
  private static int pair(int register, int other) {
    return 0xc0 | (register & 7) << 3 | other & 7;
  }

  void int32(int value) {
    bytes(value, value >> 8, value >> 16, value >> 24);
  }

  void bytes(int... values) {
    for (int value : values) {
      code.write(value);
    }
  }
}
