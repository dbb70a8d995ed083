package io.github.dino4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InstructionSetTest {
  @ParameterizedTest
  @CsvSource({
    "baseline, BASELINE",
    "avx2, AVX2",
    "AVX512, AVX512",
    "Avx512_Bf16, AVX512_BF16",
    "' amx ', AMX"
  })
  void aLimitIsReadInAnyCase(String word, InstructionSet expected) {
    assertThat(InstructionSet.limit(word, null)).contains(expected);
    assertThat(InstructionSet.limit(null, word)).contains(expected);
  }

  @Test
  void thePropertyWinsOverTheVariable() {
    assertThat(InstructionSet.limit("avx2", "amx")).contains(InstructionSet.AVX2);
    assertThat(InstructionSet.limit("avx2", "nonsense")).contains(InstructionSet.AVX2);
  }

  @Test
  void whatIsEmptyLimitsNothing() {
    assertThat(InstructionSet.limit(null, null)).isEmpty();
    assertThat(InstructionSet.limit("", " ")).isEmpty();
    assertThat(InstructionSet.limit("", "avx2")).contains(InstructionSet.AVX2);
  }

  @Test
  void anUnknownWordIsNamedWithWhereItStandsAndWhatMayStandThere() {
    assertThatThrownBy(() -> InstructionSet.limit(null, "avx3"))
        .isInstanceOf(DinoException.class)
        .hasMessage(
            "DINO4J_ISA is 'avx3', which is no instruction set: use one of baseline, avx2, avx512,"
                + " avx512_bf16, amx");
    assertThatThrownBy(() -> InstructionSet.limit("sse", "avx2"))
        .hasMessageContaining("dino4j.isa");
  }

  @Test
  void eachHasAllOfThoseBeforeIt() {
    InstructionSet[] sets = InstructionSet.values();
    for (int i = 0; i < sets.length; i++) {
      for (int j = 0; j < sets.length; j++) {
        assertThat(sets[i].has(sets[j])).isEqualTo(i >= j);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOneDnnReportsOfASetIsThatSet(InstructionSet set) {
    assertThat(InstructionSet.ofCode(set.code)).isEqualTo(set);
  }

  /** Extensions that no kernel asks for leave a processor what it is without them. */
  @ParameterizedTest
  @CsvSource({"0x0, BASELINE", "0x3, BASELINE", "0x1f, AVX2", "0x67, AVX512", "0x1ef, AVX512_BF16"})
  void whatLiesBetweenTwoSetsIsTheLower(String reported, InstructionSet expected) {
    assertThat(InstructionSet.ofCode(Integer.decode(reported))).isEqualTo(expected);
  }
}
