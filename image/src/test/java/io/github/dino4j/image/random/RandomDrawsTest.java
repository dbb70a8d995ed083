package io.github.dino4j.image.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Random;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RandomDrawsTest {
  /** Enough draws of mixed kinds to renew the generator's state several times. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, 0xffffffffL, 0x1_0000_0007L, -3})
  void drawsWhatLibtorchDraws(long seed) {
    Random kinds = new Random(seed);
    RandomDraws draws = new TorchRandom(seed);
    try (Scope scope = Scope.open()) {
      Generator generator = Tensors.generator(seed);
      for (int i = 0; i < 1500; i++) {
        switch (kinds.nextInt(3)) {
          case 0 -> sameNumber(kinds, draws, generator);
          case 1 -> sameWholeNumber(kinds, draws, generator);
          default -> samePermutation(kinds, draws, generator);
        }
      }
    }
  }

  private static void sameNumber(Random kinds, RandomDraws draws, Generator generator) {
    double low = kinds.nextDouble();
    double high = low + kinds.nextDouble();
    Tensor drawn = Tensors.empty(1).uniform_(low, high, new GeneratorOptional(generator));
    assertThat((float) draws.uniform(low, high)).isEqualTo(drawn.item_float());
  }

  private static void sameWholeNumber(Random kinds, RandomDraws draws, Generator generator) {
    int bound = 1 + kinds.nextInt(kinds.nextBoolean() ? 1 << 28 : 300);
    Tensor drawn = Tensors.zeros(1).to(torch.ScalarType.Long);
    drawn.random_(bound, new GeneratorOptional(generator));
    assertThat(draws.integer(bound)).isEqualTo(drawn.item_int());
  }

  private static void samePermutation(Random kinds, RandomDraws draws, Generator generator) {
    int count = 1 + kinds.nextInt(9);
    Tensor drawn = torch.randperm(count, new GeneratorOptional(generator));
    float[] expected = Tensors.toFloats(drawn);
    int[] order = draws.permutation(count);
    assertThat(order).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(order[i]).isEqualTo((int) expected[i]);
    }
  }

  /** The numbers were printed by CPython 3.11. */
  @Test
  void drawsWhatPythonDraws() {
    RandomDraws draws = new PythonRandom(7);
    assertThat(draws.uniform(4, 21)).isEqualTo(9.50515700216376);
    assertThat(draws.integer(10)).isEqualTo(2);
    assertThat(draws.integer(1)).isZero();
    assertThat(draws.integer(1 << 28)).isEqualTo(25923578);
    assertThat(draws.integer(Integer.MAX_VALUE)).isEqualTo(155555737);
    assertThat(draws.permutation(9)).containsExactly(3, 6, 5, 7, 0, 4, 2, 1, 8);
    for (int i = 0; i < 1000; i++) {
      draws.uniform(0, 1);
    }
    assertThat(draws.uniform(3, -3)).isEqualTo(-2.739835730686557);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.8444218515250481",
    "-5, 0.6229016948897019",
    "1099511627776, 0.1036394562812375"
  })
  void seedsAsPythonSeeds(long seed, double first) {
    assertThat(new PythonRandom(seed).uniform(0, 1)).isEqualTo(first);
  }

  @Test
  void aWholeNumberNeedsRoom() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TorchRandom(0).integer(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PythonRandom(0).integer(0));
  }
}
