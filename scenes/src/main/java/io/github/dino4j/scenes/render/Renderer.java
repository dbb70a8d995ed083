package io.github.dino4j.scenes.render;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.scene.Camera;
import io.github.dino4j.scenes.scene.Lens;
import io.github.dino4j.scenes.scene.Pose;
import io.github.dino4j.scenes.scene.Scene;

/**
 * Draws scenes by ray tracing analytic solids. Only operations that Java defines to the last bit
 * are used, so the same scene and size give the same bytes on every JVM. Safe to call from many
 * threads; one call uses one.
 */
public final class Renderer {
  public static final int SMALLEST = 8;
  public static final int LARGEST = 2048;
  private static final int TILE = 8;
  // The rotated grid: four samples that differ in every row and every column.
  private static final double[] ACROSS = {0.375, 0.875, 0.125, 0.625};
  private static final double[] DOWN = {0.125, 0.375, 0.625, 0.875};
  private final Camera camera;

  /** From the camera to the top left corner at depth one, and on by a pixel each way. */
  private final Vec3 corner;

  private final Vec3 across;
  private final Vec3 down;
  private final int size;
  private final LightFrame frame;
  private final Tracer tracer;
  private final Shader shader;
  private final GroundTruthPass survey;
  private final Ray eye = new Ray();

  private Renderer(Scene scene, int size) {
    this.camera = scene.camera();
    this.size = size;
    this.frame = new LightFrame(size);
    this.tracer = new Tracer(scene.stage());
    this.shader = new Shader(scene, tracer, frame);
    this.survey = new GroundTruthPass(camera.pose().forward(), tracer, size);
    Pose pose = camera.pose();
    double pixel = 1 / (size * camera.lens().focal());
    across = pose.right().times(pixel);
    down = pose.down().times(pixel);
    corner =
        pose.forward()
            .minus(across.times(camera.lens().centreX() * size))
            .minus(down.times(camera.lens().centreY() * size));
    Vec3 from = pose.position();
    eye.from(from.x(), from.y(), from.z());
  }

  /**
   * Draws one scene; needs about {@code 280 * size * size} bytes while it works.
   *
   * @param size side of the picture in pixels, 8 to 2048
   * @throws IllegalArgumentException if the size is outside that range
   */
  public static Rendering render(Scene scene, int size) {
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException(
          "a scene is drawn at %d to %d pixels, not %d".formatted(SMALLEST, LARGEST, size));
    }
    Renderer renderer = new Renderer(scene, size);
    for (int row = 0; row < size; row += TILE) {
      for (int column = 0; column < size; column += TILE) {
        renderer.tile(column, row);
      }
    }
    Smoother.smooth(renderer.frame);
    return new Rendering(
        scene, Development.develop(renderer.frame, scene), renderer.survey.truth());
  }

  private void tile(int left, int top) {
    Lens lens = camera.lens();
    tracer.lookThrough(
        new Window(
            camera.pose(),
            ((double) left / size - lens.centreX()) / lens.focal(),
            ((double) top / size - lens.centreY()) / lens.focal(),
            TILE / (size * lens.focal())));
    for (int row = top; row < Math.min(top + TILE, size); row++) {
      for (int column = left; column < Math.min(left + TILE, size); column++) {
        pixel(column, row);
      }
    }
  }

  private void pixel(int column, int row) {
    aim(column + 0.5, row + 0.5);
    survey.look(eye, row * size + column);
    for (int i = 0; i < 4; i++) {
      aim(column + ACROSS[i], row + DOWN[i]);
      shader.shade(eye, 2 * column + (i & 1), 2 * row + (i >> 1));
    }
  }

  /** Points the ray through (x, y) of the picture, in pixels. */
  private void aim(double x, double y) {
    eye.towards(
        corner.x() + x * across.x() + y * down.x(),
        corner.y() + x * across.y() + y * down.y(),
        corner.z() + x * across.z() + y * down.z());
  }
}
