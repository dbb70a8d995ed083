package io.github.dino4j.search.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatchProductsTest {
  /** Sizes around a tile, a chunk and a step of the kernels, and odd dims. */
  @ParameterizedTest
  @CsvSource({"1,1,1", "3,15,7", "8,16,64", "8,17,192", "9,64,33", "5,65,384", "11,130,21"})
  void areTheCosinesOfAllPatches(int side, int queries, int dim) {
    PatchVectors query = Grids.random(1, queries, dim, 1).unit();
    QuantizedPatches image = QuantizedPatches.of(Grids.random(side, side + 1, dim, 2));
    PatchVectors kept = image.dequantize();
    PatchProducts products = new PatchProducts(query);
    float[] here = products.with(image);
    float[] java = new float[image.size() * queries];
    products.byJava(image, java);
    for (int i = 0; i < image.size(); i++) {
      for (int j = 0; j < queries; j++) {
        double expected = Grids.cosine(kept, i, query, j);
        // float32 sums of up to 384 products
        assertThat((double) here[i * queries + j]).isCloseTo(expected, within(1e-5));
        assertThat((double) java[i * queries + j]).isCloseTo(expected, within(1e-5));
      }
    }
  }
}
