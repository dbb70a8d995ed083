package io.github.dino4j.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dino4j.DinoException;
import org.junit.jupiter.api.Test;

class VectorBlockTest {
  @Test
  void refusesWhatIsNoVectors() {
    assertThatThrownBy(() -> new VectorBlock(new float[7], 2))
        .isInstanceOf(DinoException.class)
        .hasMessage("7 values are no vectors of 2 each");
    assertThatThrownBy(() -> new VectorBlock(new float[] {1, 2, 3, Float.NaN}, 2))
        .isInstanceOf(DinoException.class)
        .hasMessage("vector 1 holds NaN: leave it out, or embed its image anew");
  }

  @Test
  void refusesVectorsOfAnotherSizeOrLength() {
    VectorBlock block = new VectorBlock(new float[] {0, 0, 3, 4}, 2);
    assertThatThrownBy(() -> block.requireDim(new VectorBlock(new float[3], 3)))
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("vectors of 3 values cannot be compared with vectors of 2");
    assertThatThrownBy(block::requireUnit)
        .isInstanceOf(DinoException.class)
        .hasMessageContaining("vector 1 has the length 5.000");
    block.normalized().requireUnit();
    assertThat(block.normalized().values()).containsExactly(0, 0, 0.6f, 0.8f);
  }

  @Test
  void selectsAndSlices() {
    VectorBlock block = new VectorBlock(new float[] {0, 1, 2, 3, 4, 5}, 2);
    assertThat(block.select(new int[] {2, 0}).values()).containsExactly(4, 5, 0, 1);
    assertThat(block.slice(1, 3).values()).containsExactly(2, 3, 4, 5);
    assertThat(block.dot(1, block, 2)).isEqualTo(2 * 4 + 3 * 5);
  }
}
