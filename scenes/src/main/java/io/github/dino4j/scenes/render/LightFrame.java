package io.github.dino4j.scenes.render;

/**
 * The light of one picture, two by two samples for each pixel. Texture and light lie apart so that
 * light can be smoothed while textures stay sharp.
 */
final class LightFrame {
  private static final float BEND = 0.85f;

  /** Samples along a side. */
  final int side;

  /** {@code [side, side, 3]}: colour that multiplies the light. */
  final float[] colour;

  /** {@code [side, side, 3]}: light that falls on the surface. */
  final float[] light;

  /** {@code [side, side, 3]}: light that is not multiplied: highlights, reflections, sky. */
  final float[] added;

  /** {@code [side, side, 3]}: unit normals. */
  final float[] normal;

  /** {@code [side, side]}: which surface; 0 for those that are not to be smoothed. */
  final int[] surface;

  LightFrame(int size) {
    side = 2 * size;
    colour = new float[side * side * 3];
    light = new float[side * side * 3];
    added = new float[side * side * 3];
    normal = new float[side * side * 3];
    surface = new int[side * side];
  }

  /** Whether two samples lie on one surface that bends little between them. */
  boolean alike(int a, int b) {
    return surface[a] == surface[b]
        && surface[a] != 0
        && normal[3 * a] * normal[3 * b]
                + normal[3 * a + 1] * normal[3 * b + 1]
                + normal[3 * a + 2] * normal[3 * b + 2]
            > BEND;
  }
}
