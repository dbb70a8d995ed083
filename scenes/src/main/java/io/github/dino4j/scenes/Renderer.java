package io.github.dino4j.scenes;

/**
 * Draws scenes by ray tracing analytic solids. Only operations that Java defines to the last bit
 * are used, so the same scene and size give the same bytes on every JVM. Safe to call from many
 * threads; one call uses one.
 */
public final class Renderer {
  private static final int SMALLEST = 8;
  private static final int LARGEST = 2048;
  // The rotated grid: four samples that differ in every row and every column.
  private static final double[] ACROSS = {0.375, 0.875, 0.125, 0.625};
  private static final double[] DOWN = {0.125, 0.375, 0.625, 0.875};

  private Renderer() {}

  /**
   * Draws one scene; needs about {@code 200 * size * size} bytes while it works.
   *
   * @param size side of the picture in pixels, 8 to 2048
   * @throws IllegalArgumentException if the size is outside that range
   */
  public static Rendering render(Scene scene, int size) {
    if (size < SMALLEST || size > LARGEST) {
      throw new IllegalArgumentException(
          "a scene is drawn at %d to %d pixels, not %d".formatted(SMALLEST, LARGEST, size));
    }
    Frame frame = light(scene, size);
    Smoother.smooth(frame);
    return new Rendering(scene, Darkroom.develop(frame, scene), truth(scene, size));
  }

  private static Frame light(Scene scene, int size) {
    Frame frame = new Frame(size);
    Shader shader = new Shader(scene, frame.side);
    Ray eye = new Ray();
    for (int row = 0; row < frame.side; row++) {
      for (int column = 0; column < frame.side; column++) {
        int corner = (row & 1) << 1 | column & 1;
        double x = (column >> 1) + ACROSS[corner];
        double y = (row >> 1) + DOWN[corner];
        aim(eye, scene.camera(), x / size, y / size);
        shader.shade(eye, frame, row * frame.side + column);
      }
    }
    return frame;
  }

  private static GroundTruth truth(Scene scene, int size) {
    GroundTruth truth = new GroundTruth(size);
    Tracer tracer = new Tracer(scene.stage());
    Vec3 forward = scene.camera().pose().forward();
    Ray eye = new Ray();
    Hit hit = new Hit();
    Probe probe = new Probe();
    for (int i = 0; i < size * size; i++) {
      aim(eye, scene.camera(), (i % size + 0.5) / size, (i / size + 0.5) / size);
      Placed part = tracer.closest(eye, hit, Double.POSITIVE_INFINITY);
      truth.depth()[i] = Float.POSITIVE_INFINITY;
      if (part != null) {
        part.resolve(eye, hit, probe);
        truth.classes()[i] = (byte) part.owner.maskId();
        truth.instances()[i] = part.owner.instance();
        truth.depth()[i] =
            (float) (hit.t * (eye.dx * forward.x() + eye.dy * forward.y() + eye.dz * forward.z()));
        truth.normals()[3 * i] = (float) hit.nx;
        truth.normals()[3 * i + 1] = (float) hit.ny;
        truth.normals()[3 * i + 2] = (float) hit.nz;
      }
    }
    return truth;
  }

  /** Points the ray through (x, y) of the picture, each from 0 to 1. */
  private static void aim(Ray ray, Camera camera, double x, double y) {
    Pose pose = camera.pose();
    double right = (x - camera.lens().centreX()) / camera.lens().focal();
    double down = (y - camera.lens().centreY()) / camera.lens().focal();
    ray.from(pose.position().x(), pose.position().y(), pose.position().z());
    ray.towards(
        pose.forward().x() + right * pose.right().x() + down * pose.down().x(),
        pose.forward().y() + right * pose.right().y() + down * pose.down().y(),
        pose.forward().z() + right * pose.right().z() + down * pose.down().z());
  }
}
