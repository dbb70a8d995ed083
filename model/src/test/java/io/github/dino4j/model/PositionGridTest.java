package io.github.dino4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.torch.Scope;
import io.github.dino4j.torch.Tensors;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PositionGridTest {
  private static final int GRID = 37;

  @ParameterizedTest
  @EnumSource(PositionMode.class)
  void resizesAsTheReference(PositionMode mode) {
    String prefix =
        (mode == PositionMode.SIZE ? "plain_size" : mode.name().toLowerCase(Locale.ROOT)) + "/";
    try (Scope scope = Scope.open()) {
      Golden.Fixture fixture = Golden.tensors("pos_embed/interpolated");
      float[] stored = Tensors.toFloats(fixture.get("pos_embed"));
      int dim = stored.length / (1 + GRID * GRID);
      float[] grid = Arrays.copyOfRange(stored, dim, stored.length);
      fixture.tensors().keySet().stream()
          .filter(key -> key.startsWith(prefix) && !key.equals("offset/37x37"))
          .forEach(key -> {
            String[] size = key.substring(prefix.length()).split("x");
            int rows = Integer.parseInt(size[0]);
            int columns = Integer.parseInt(size[1]);
            float[] expected = Tensors.toFloats(fixture.get(key));
            float[] resized =
                rows == GRID && columns == GRID
                    ? grid
                    : PositionGrid.resize(
                        grid, new GridSize(GRID, GRID), new GridSize(rows, columns), mode);
            assertThat(resized).hasSize(rows * columns * dim);
            assertThat(
                    Closeness.maxDifference(
                        resized, Arrays.copyOfRange(expected, dim, expected.length)))
                .as(key)
                .isLessThanOrEqualTo(2e-6);
          });
    }
  }
}
