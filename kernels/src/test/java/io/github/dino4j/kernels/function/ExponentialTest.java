package io.github.dino4j.kernels.function;

import static io.github.dino4j.kernels.x86.Address.at;
import static io.github.dino4j.kernels.x86.Register.RDI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.OnMemory;
import io.github.dino4j.kernels.x86.Processor;
import io.github.dino4j.kernels.x86.Tile;
import io.github.dino4j.kernels.x86.VectorWidth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Powers of two against those of Java, in double. */
class ExponentialTest extends OnMemory {
  ExponentialTest() {
    super(VectorWidth.HERE, ElementType.FP32);
  }

  /** The error that the polynomials were fitted to, and half a unit of the last place. */
  @ParameterizedTest
  @CsvSource({"FP32, 2.1e-7", "BF16, 7.6e-5"})
  void isAsExactAsTheTypeNeeds(ElementType type, double relative) {
    assumeTrue(Processor.runs(type), "no kernels for " + type);
    int lanes = Tile.LANES;
    for (int first = -20 * 64; first < 3 * 64; first += lanes) {
      for (int i = 0; i < lanes; i++) {
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
      for (int i = 0; i < lanes; i++) {
        double expected = Math.pow(2, get(LEFT, i));
        assertThat((double) get(RESULT, i)).isCloseTo(expected, within(relative * expected));
      }
    }
  }

  /** Far below and above what fp32 can hold, and what is not a number. */
  @Test
  void endsAtZeroAndInfinity() {
    float[] exponents = {-1e30f, -200, -150.5f, 128, 129.5f, 1e30f, Float.NaN, 0};
    for (int i = 0; i < exponents.length; i++) {
      set(LEFT, i, exponents[i]);
    }
    run(asm -> {
      Exponential exponential = new Exponential(asm, ElementType.FP32, 3);
      exponential.start();
      int x = 3 + Exponential.vectors(ElementType.FP32);
      asm.load(x, at(RDI, LEFT));
      exponential.apply(x, x + 1, x + 2);
      asm.store(at(RDI, RESULT), x + 2);
    });
    for (int i = 0; i < exponents.length; i++) {
      float expected = (float) Math.pow(2, exponents[i]);
      assertThat(Float.compare(get(RESULT, i), expected)).as("2^%s", exponents[i]).isZero();
    }
  }
}
