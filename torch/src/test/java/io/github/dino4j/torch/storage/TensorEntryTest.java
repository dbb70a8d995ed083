package io.github.dino4j.torch.storage;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import io.github.dino4j.torch.file.Samples;
import io.github.dino4j.torch.file.StateDict;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TensorEntryTest {
  private static final TensorEntry MATRIX =
      TensorEntry.of("m", new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

  @Test
  void rowsAndTheirConcatenationAreTheWhole() {
    TensorEntry top = MATRIX.rows(0, 1);
    TensorEntry rest = MATRIX.rows(1, 2);
    assertThat(Samples.floats(rest)).containsExactly(3, 4, 5, 6);
    TensorEntry whole = TensorEntry.concatenate("again", List.of(top, rest));
    assertThat(whole.shape()).containsExactly(3, 2);
    assertThat(Samples.floats(whole)).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void partsOfOtherWidthsDoNotConcatenate() {
    TensorEntry other = TensorEntry.of("n", new float[3], 1, 3);
    assertThatThrownBy(() -> TensorEntry.concatenate("x", List.of(MATRIX, other)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("m F32 [3, 2] and n F32 [1, 3]");
  }

  @Test
  void reshapingKeepsTheNumberOfElements() {
    assertThat(MATRIX.reshaped(1, 6).shape()).containsExactly(1, 6);
    assertThatThrownBy(() -> MATRIX.reshaped(4)).isInstanceOf(DinoException.class);
  }

  @Test
  void notANumberIsFoundAtEveryPlace() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
      for (int at = 0; at < 5; at++) {
        float[] values = {0, -Float.MAX_VALUE, Float.MIN_VALUE, 1, -0f};
        assertThat(TensorEntry.of("v", values, 5).isFinite()).isTrue();
        values[at] = bad;
        assertThat(TensorEntry.of("v", values, 5).isFinite()).as(bad + " at " + at).isFalse();
      }
    }
  }

  @Test
  void everyHalfPrecisionPatternIsJudgedAsItConverts() {
    MemorySegment bits = Arena.ofAuto().allocate(2);
    for (DType type : List.of(DType.F16, DType.BF16)) {
      TensorEntry entry = TensorEntry.of("h", type, new long[] {1}, bits);
      for (int pattern = 0; pattern <= 0xffff; pattern++) {
        bits.set(JAVA_SHORT, 0, (short) pattern);
        assertThat(entry.isFinite()).isEqualTo(Float.isFinite(type.toFloat(bits, 0)));
      }
    }
  }

  @Test
  void everyFaultIsNamedAtOnce() {
    Map<String, TensorEntry> given = Map.of("m", MATRIX, "extra", MATRIX);
    assertThatThrownBy(
            () -> StateDict.requireFit(Map.of("m", new long[] {2, 3}, "gone", new long[1]), given))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("missing gone")
        .hasMessageContaining("m is [3, 2], not [2, 3]")
        .hasMessageContaining("unexpected extra");
  }

  @Test
  void ofManyFaultsTheFirstAreNamed() {
    Map<String, long[]> expected = new TreeMap<>();
    for (int i = 0; i < 100; i++) {
      expected.put("w%02d".formatted(i), new long[1]);
    }
    assertThatThrownBy(() -> StateDict.requireFit(expected, Map.of()))
        .hasMessage(
            "the weights do not fit the model: missing w00; missing w01; missing w02; missing w03; and 96 more");
  }
}
