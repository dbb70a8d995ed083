package io.github.dino4j.kernels;

import io.github.dino4j.DinoException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a processor computes with, least first: each has what those before it have. Beyond the
 * baseline they are those of x86-64.
 */
public enum InstructionSet {
  /** Every processor. */
  BASELINE(0x1, "SSE41"),
  /** Eight fp32 numbers an instruction. */
  AVX2(0x7, "AVX2"),
  /** Sixteen fp32 numbers an instruction. */
  AVX512(0x27, "AVX512_CORE"),
  /** Products of bf16 numbers. */
  AVX512_BF16(0xe7, "AVX512_CORE_BF16"),
  /** Products of whole tiles of bf16 numbers. */
  AMX(0xfef, "AVX512_CORE_AMX");

  /** The system property that lowers what is used; it wins over {@link #VARIABLE}. */
  public static final String PROPERTY = "dino4j.isa";

  /** The environment variable that lowers what is used. */
  public static final String VARIABLE = "DINO4J_ISA";

  /** {@code dnnl_cpu_isa_t}: a bit for each extension that it needs. */
  public final int code;

  private final String oneDnnName;

  InstructionSet(int code, String oneDnnName) {
    this.code = code;
    this.oneDnnName = oneDnnName;
  }

  /**
   * What the user lets be used at most, from {@value #PROPERTY} or {@value #VARIABLE}; empty where
   * neither is set. The processor may have less.
   *
   * @throws DinoException if the word names no instruction set
   */
  public static Optional<InstructionSet> limit() {
    return limit(System.getProperty(PROPERTY), System.getenv(VARIABLE));
  }

  /** The same for these values of the property and the variable. */
  static Optional<InstructionSet> limit(@Nullable String property, @Nullable String variable) {
    if (property != null && !property.isBlank()) {
      return Optional.of(parse(PROPERTY, property));
    }
    return variable == null || variable.isBlank()
        ? Optional.empty()
        : Optional.of(parse(VARIABLE, variable));
  }

  private static InstructionSet parse(String name, String word) {
    return Arrays.stream(values())
        .filter(set -> set.name().equalsIgnoreCase(word.strip()))
        .findFirst()
        .orElseThrow(() ->
            new DinoException(
                "%s is '%s', which is no instruction set: use one of %s"
                    .formatted(name, word.strip(), words())));
  }

  private static String words() {
    return Arrays.stream(values())
        .map(set -> set.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** The best of which oneDNN reports all bits. */
  public static InstructionSet ofCode(int reported) {
    InstructionSet best = BASELINE;
    for (InstructionSet set : values()) {
      best = (reported & set.code) == set.code ? set : best;
    }
    return best;
  }

  /** Whether a processor with this has all of {@code other}. */
  public boolean has(InstructionSet other) {
    return compareTo(other) >= 0;
  }

  /** The name in oneDNN's environment variable. */
  public String oneDnnName() {
    return oneDnnName;
  }

  /** As one writes it: {@code AVX512-BF16}. */
  @Override
  public String toString() {
    return this == BASELINE ? "baseline" : name().replace('_', '-');
  }
}
