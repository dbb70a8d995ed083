package io.github.dino4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostMemoryTest {
  private static final int ALL = 1 << 18; // of floats, 16 of the largest pages

  @ParameterizedTest
  @CsvSource({"0, 262144", "1, 262142", "16384, 16384", "5, 100", "20000, 40001", "7, 0"})
  void zerosWhatItIsGivenAndNothingBesideIt(int from, int count) {
    try (Scope scope = Scope.open()) {
      Tensor all = Tensors.empty(ALL);
      all.fill_(new Scalar(1));
      HostMemory.zero(all.narrow(0, from, count));
      float[] values = Tensors.toFloats(all);
      for (int i = 0; i < ALL; i++) {
        assertThat(values[i]).as("value %d", i).isEqualTo(i >= from && i < from + count ? 0 : 1);
      }
    }
  }
}
