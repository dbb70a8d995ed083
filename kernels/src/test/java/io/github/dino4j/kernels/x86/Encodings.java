package io.github.dino4j.kernels.x86;

import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/** Lines of what an assembler of one width writes: instructions in Intel's syntax, their bytes. */
final class Encodings {
  final VectorWidth width;
  private final Set<String> lines = new LinkedHashSet<>();

  Encodings(VectorWidth width) {
    this.width = width;
  }

  Set<String> lines() {
    return lines;
  }

  /**
   * Adds a line.
   *
   * @param text the instructions that {@code body} should write, separated by semicolons
   */
  void add(String text, Consumer<Assembler> body) {
    Assembler asm = new Assembler(width);
    body.accept(asm);
    lines.add(text + " | " + HexFormat.ofDelimiter(" ").formatHex(asm.code()));
  }

  /** The pseudo-prefix by which GNU as takes the form that the assembler always takes. */
  String form() {
    return width == VectorWidth.ZMM ? "{evex} " : "{vex3} ";
  }

  String vector(int number) {
    return name(width) + number;
  }

  static String name(Enum<?> register) {
    return register.name().toLowerCase(Locale.ROOT);
  }

  static String memory(Address address) {
    String offset = address.offset() == 0 ? "" : "%+d".formatted(address.offset());
    return "[" + name(address.base()) + offset + "]";
  }

  /** As wanted by an instruction with an operand in memory: an offset of 0 has its byte too. */
  static String offsetForm(Address address) {
    return address.offset() == 0 ? "{disp8} " : "";
  }
}
