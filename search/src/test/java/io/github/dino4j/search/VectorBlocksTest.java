package io.github.dino4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.dino4j.kernels.ElementType;
import io.github.dino4j.kernels.x86.Processor;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorBlocksTest {
  private static VectorBlocks blocks(boolean isNative, float[] vectors, int dim) {
    if (!isNative) {
      return new HeapBlocks(vectors, dim);
    }
    assumeTrue(Processor.runs(ElementType.FP32), "no kernels in fp32 here");
    return new NativeBlocks(vectors, dim);
  }

  private static double product(float[] a, int i, float[] b, int j, int dim) {
    double sum = 0;
    for (int d = 0; d < dim; d++) {
      sum += (double) a[i * dim + d] * b[j * dim + d];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "false,1,1,1",
    "false,300,5,7",
    "false,512,33,64",
    "false,700,1,385",
    "true,1,1,1",
    "true,300,5,7",
    "true,512,33,64",
    "true,700,1,385",
    "true,64,128,6"
  })
  void productsAreThoseOfUnitVectors(boolean isNative, int size, int count, int dim) {
    float[] vectors = Vectors.normal(size, dim, 1);
    float[] queries = Vectors.normal(count + 1, dim, 2);
    VectorBlocks blocks = blocks(isNative, vectors, dim);
    float[] unit = UnitVectors.of(vectors, dim);
    assertThat(blocks.count()).isEqualTo(Math.ceilDiv(size, VectorBlocks.VECTORS));
    try (VectorBlocks.Products products = blocks.products(queries, 1, count + 1)) {
      for (int block = blocks.count() - 1; block >= 0; block--) {
        products.moveTo(block);
        for (int query = 0; query < count; query++) {
          float[] found = products.of(query);
          for (int i = 0; i < VectorBlocks.VECTORS; i++) {
            int vector = block * VectorBlocks.VECTORS + i;
            double wanted = vector < size ? product(queries, query + 1, unit, vector, dim) : 0;
            // float32 sums of up to 385 products
            assertThat((double) found[i]).isCloseTo(wanted, within(1e-4));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void unitVectorsAreGivenBack(boolean isNative) {
    float[] vectors = Vectors.normal(321, 9, 3);
    VectorBlocks blocks = blocks(isNative, vectors, 9);
    float[] unit = UnitVectors.of(vectors, 9);
    for (int number = 0; number < 321; number++) {
      assertThat(blocks.vector(number))
          .containsExactly(Arrays.copyOfRange(unit, number * 9, (number + 1) * 9));
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aQueryHasTheSameProductsAloneAndAmongOthers(boolean isNative) {
    VectorBlocks blocks = blocks(isNative, Vectors.normal(256, 96, 4), 96);
    float[] queries = Vectors.normal(37, 96, 5);
    try (VectorBlocks.Products all = blocks.products(queries, 0, 37)) {
      all.moveTo(0);
      for (int query = 0; query < 37; query++) {
        try (VectorBlocks.Products alone = blocks.products(queries, query, query + 1)) {
          alone.moveTo(0);
          assertThat(all.of(query)).containsExactly(alone.of(0));
        }
      }
    }
  }
}
