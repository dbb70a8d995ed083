package io.github.dino4j.torch.x86;

import static io.github.dino4j.torch.x86.Address.at;
import static io.github.dino4j.torch.x86.Register.RDI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dino4j.torch.onednn.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Powers of two against those of Java, in double. */
class ExponentialTest extends OnMemory {
  /** The error that the polynomials were fitted to, and half a unit of the last place. */
  @ParameterizedTest
  @CsvSource({"FP32, 2.1e-7", "BF16, 7.6e-5"})
  void isAsExactAsTheTypeNeeds(ElementType type, double relative) {
    for (int first = -20 * 64; first < 3 * 64; first += 16) {
      for (int i = 0; i < 16; i++) {
        set(LEFT, i, (first + i) / 64f);
      }
      run(asm -> {
        Exponential exponential = new Exponential(asm, type, 3);
        exponential.start();
        int x = 3 + Exponential.vectors(type);
        asm.load(x, at(RDI, LEFT));
        exponential.apply(x, x + 1, x + 2);
        asm.store(at(RDI, RESULT), x + 2);
      });
      for (int i = 0; i < 16; i++) {
        double expected = Math.pow(2, get(LEFT, i));
        assertThat((double) get(RESULT, i)).isCloseTo(expected, within(relative * expected));
      }
    }
  }
}
