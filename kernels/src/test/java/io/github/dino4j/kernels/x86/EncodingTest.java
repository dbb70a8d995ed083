package io.github.dino4j.kernels.x86;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every instruction that the assembler can write, byte by byte as GNU as writes it. Nothing is
 * executed, so this runs on every processor.
 *
 * <p>{@code encodings/x86.txt} has a line for each: what is meant, in Intel's syntax, and the
 * bytes. The test says what is meant and writes its own bytes; those of the file were recorded by
 * {@code golden/generators/encodings.py}, which reads nothing but what is meant. Where an
 * instruction has several encodings, GNU as is told which of them by its pseudo-prefixes, which
 * stand in the line: {@code {vex3}}, {@code {evex}}, {@code {disp8}}, {@code {disp32}}, {@code
 * {rex}}, {@code {load}}, {@code {store}}. It has none for the length of an immediate number, so a
 * few additions cannot be had from it. Their lines end with {@code objdump}: the bytes are the
 * assembler's, and the script has let objdump say that they mean what is meant.
 *
 * <p>A new instruction: the test fails with its lines; they go to the end of the file, and the
 * script puts the right bytes there.
 */
class EncodingTest {
  private static final Set<String> RECORDED = recorded();

  private static Set<String> recorded() {
    try (var file = EncodingTest.class.getResourceAsStream("/encodings/x86.txt")) {
      return Arrays.stream(new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n"))
          .filter(Predicate.not(line -> line.startsWith("#")))
          .map(line -> line.replaceFirst(" \\| objdump$", ""))
          .collect(Collectors.toCollection(LinkedHashSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Instruction.class)
  void instructions(Instruction instruction) {
    assertRecorded(linesOf(instruction));
  }

  @ParameterizedTest
  @EnumSource(VectorWidth.class)
  void methods(VectorWidth width) {
    assertRecorded(linesOfMethods(width));
  }

  /** A line that nobody writes any more would look like a test. */
  @Test
  void everyRecordedLineIsWritten() {
    Set<String> written = new LinkedHashSet<>();
    for (Instruction instruction : Instruction.values()) {
      written.addAll(linesOf(instruction));
    }
    for (VectorWidth width : VectorWidth.values()) {
      written.addAll(linesOfMethods(width));
    }
    assertThat(without(RECORDED, written)).isEmpty();
  }

  private static Set<String> linesOf(Instruction instruction) {
    Set<String> lines = new LinkedHashSet<>();
    for (VectorWidth width : VectorWidth.values()) {
      VectorEncodings vectors = new VectorEncodings(new Encodings(width));
      if (vectors.has(instruction)) {
        vectors.add(instruction);
        lines.addAll(vectors.encodings().lines());
      }
    }
    return lines;
  }

  private static Set<String> linesOfMethods(VectorWidth width) {
    Encodings encodings = new Encodings(width);
    new GeneralEncodings(encodings).addAll();
    new TransferEncodings(encodings).addAll();
    if (width == VectorWidth.ZMM) {
      new TileEncodings(encodings).addAll();
    }
    return encodings.lines();
  }

  private static void assertRecorded(Set<String> written) {
    assertThat(without(written, RECORDED)).as("lines that x86.txt has not").isEmpty();
  }

  private static String without(Set<String> lines, Set<String> others) {
    return lines.stream().filter(line -> !others.contains(line)).collect(Collectors.joining("\n"));
  }
}
