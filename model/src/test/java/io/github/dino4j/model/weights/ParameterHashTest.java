package io.github.dino4j.model.weights;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.storage.TensorEntry;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterHashTest {
  private static final TensorEntry A = TensorEntry.of("a", new float[] {1, 2, 3, 4}, 2, 2);
  private static final TensorEntry B = TensorEntry.of("b", new float[] {5}, 1);

  private static String hash(String about, TensorEntry... entries) {
    return ParameterHash.of(List.of(entries), about);
  }

  @Test
  void theSameParametersHaveOneHashInAnyOrder() {
    assertThat(hash("x", A, B)).matches("[0-9a-f]{32}").isEqualTo(hash("x", B, A));
  }

  @Test
  void everyDifferenceShows() {
    assertThat(
            List.of(
                hash("x", A, B),
                hash("y", A, B),
                hash("x", A),
                hash("x", A, B.named("c")),
                hash("x", A.reshaped(4), B),
                hash("x", TensorEntry.of("a", new float[] {1, 2, 3, Math.nextUp(4f)}, 2, 2), B)))
        .doesNotHaveDuplicates();
  }
}
