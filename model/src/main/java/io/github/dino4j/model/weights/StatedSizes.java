package io.github.dino4j.model.weights;

import io.github.dino4j.model.GridSize;
import io.github.dino4j.model.ImageSize;
import java.util.List;
import java.util.Optional;

/**
 * The image sizes that a config states, which tell how many rows a count of positions has.
 *
 * @param sizes the most telling first
 */
record StatedSizes(List<ImageSize> sizes) {
  static final StatedSizes NONE = new StatedSizes(List.of());

  /** The grid of so many positions: as stated, or square; empty if it is neither. */
  Optional<GridSize> grid(long positions, int patch) {
    return stated(positions, patch).or(() -> square(positions));
  }

  Optional<GridSize> stated(long positions, int patch) {
    return sizes.stream()
        .map(size -> size.patches(patch))
        .filter(grid -> (long) grid.rows() * grid.columns() == positions)
        .findFirst();
  }

  private static Optional<GridSize> square(long positions) {
    int side = (int) Math.round(Math.sqrt(Math.max(0, positions)));
    return side > 0 && (long) side * side == positions
        ? Optional.of(new GridSize(side, side))
        : Optional.empty();
  }
}
