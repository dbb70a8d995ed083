package io.github.dino4j.torch;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.InstructionSet;
import io.github.dino4j.kernels.x86.Processor;
import java.util.Locale;
import java.util.Optional;

/**
 * The way in which a network is computed. Whoever chooses the way makes one, and whoever reports it
 * prints it.
 *
 * @param instructions of the processor, which it uses
 * @param precision of products
 * @param reason for this engine where kernels are not the whole of it, else empty
 */
public record Computation(
    InstructionSet instructions, Engine engine, ElementType precision, String reason) {

  private static final String SWITCHES = InstructionSet.VARIABLE + " or " + InstructionSet.PROPERTY;

  /** What multiplies. */
  public enum Engine {
    /** Machine code of our own. */
    KERNELS("kernels"),
    ONEDNN("oneDNN"),
    /** Operations of libtorch, which autograd follows in training. */
    AUTOGRAD("autograd"),
    /** The same on a GPU. */
    CUDA("CUDA");

    private final String word;

    Engine(String word) {
      this.word = word;
    }
  }

  /** On the processor as it is here. */
  public static Computation of(Engine engine, ElementType precision, String reason) {
    return new Computation(Processor.instructions(), engine, precision, reason);
  }

  /** For people: {@code fp32 by autograd (AVX2): heads of 48 have no kernel}. */
  @Override
  public String toString() {
    String on = engine == Engine.CUDA ? "" : " (" + instructions + ")";
    String why = reason.isEmpty() ? "" : ": " + reason;
    return precision.name().toLowerCase(Locale.ROOT) + " by " + engine.word + on + why;
  }

  /** What the user's limit did, in words; empty where there is none. */
  public Optional<String> limit() {
    return InstructionSet.limit()
        .map(limit ->
            instructions.has(limit)
                ? "at most %s is used (%s)".formatted(limit, SWITCHES)
                : "%s is allowed (%s), %s is there".formatted(limit, SWITCHES, instructions));
  }
}
