package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Vec3;
import java.util.Optional;

/** Where the points of one picture are found in another picture of the same stage. */
public final class Correspondence {
  // Depth may change by this share within a pixel before a point counts as hidden.
  private static final double SLACK = 0.01;
  private final Rendering from;
  private final Rendering to;

  /**
   * @throws IllegalArgumentException if the two pictures do not show the same stage
   */
  public Correspondence(Rendering from, Rendering to) {
    if (from.scene().label().nearDuplicate().source()
        != to.scene().label().nearDuplicate().source()) {
      throw new IllegalArgumentException(
          "pictures %d and %d show different stages"
              .formatted(from.scene().label().index(), to.scene().label().index()));
    }
    this.from = from;
    this.to = to;
  }

  /**
   * Follows the centre of a pixel.
   *
   * @return x and y in pixels of the other picture and, as z, the depth there in metres; empty if
   *     the pixel shows no surface or the point is out of the other picture or hidden in it
   */
  public Optional<Vec3> follow(int column, int row) {
    float depth = from.truth().depth()[row * from.size() + column];
    if (depth == Float.POSITIVE_INFINITY) {
      return Optional.empty();
    }
    Vec3 pixel = new Vec3(column + 0.5, row + 0.5, depth);
    Vec3 world = from.scene().camera().unproject(pixel, from.size());
    Vec3 seen = to.scene().camera().project(world, to.size());
    return visible(seen) ? Optional.of(seen) : Optional.empty();
  }

  /** Whether a projected point lies in the picture and before everything farther away. */
  private boolean visible(Vec3 seen) {
    int size = to.size();
    if (!(seen.z() > 0 && seen.x() >= 0 && seen.y() >= 0 && seen.x() < size && seen.y() < size)) {
      return false;
    }
    // The farthest of the four pixel centres about the point, for the sake of slanted surfaces.
    double farthest = 0;
    for (int i = 0; i < 4; i++) {
      int column = Math.clamp((long) Math.floor(seen.x() - 0.5) + (i & 1), 0, size - 1);
      int row = Math.clamp((long) Math.floor(seen.y() - 0.5) + (i >> 1), 0, size - 1);
      farthest = Math.max(farthest, to.truth().depth()[row * size + column]);
    }
    return seen.z() <= farthest * (1 + SLACK);
  }
}
