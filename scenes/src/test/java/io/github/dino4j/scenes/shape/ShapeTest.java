package io.github.dino4j.scenes.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dino4j.scenes.geometry.Ray;
import io.github.dino4j.scenes.geometry.SurfacePoint;
import io.github.dino4j.scenes.geometry.Vec3;
import io.github.dino4j.scenes.random.RandomChoices;
import io.github.dino4j.scenes.shape.Blobs.Blob;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each closed-form intersection against a walk in small steps through the solid's definition. */
class ShapeTest {
  private static final double STEP = 2e-3;

  /** The definition of a solid, as plain as possible. */
  private interface Inside {
    boolean holds(double x, double y, double z);
  }

  private record Solid(String name, Shape shape, Inside inside) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Solid> solids() {
    return Stream.of(
        new Solid("ball", Ball.UNIT, (x, y, z) -> x * x + y * y + z * z < 1),
        new Solid(
            "block",
            new RoundedCube(0.1, 0.1, 0.1),
            (x, y, z) -> Math.abs(x) < 1 && Math.abs(y) < 1 && Math.abs(z) < 1),
        new Solid("cylinder", Frustum.CYLINDER, (x, y, z) -> x * x + z * z < 1 && Math.abs(y) < 1),
        new Solid(
            "cone",
            Frustum.CONE,
            (x, y, z) -> Math.sqrt(x * x + z * z) < (1 - y) / 2 && Math.abs(y) < 1),
        new Solid(
            "frustum",
            new Frustum(0.5, 1.2, 0.1),
            (x, y, z) -> Math.sqrt(x * x + z * z) < 0.85 + 0.35 * y && Math.abs(y) < 1),
        new Solid(
            "capsule",
            new Capsule(0.7),
            (x, y, z) -> {
              double end = Math.max(Math.abs(y) - 0.7, 0);
              return x * x + z * z + end * end < 1;
            }),
        new Solid(
            "torus",
            new Torus(0.3),
            (x, y, z) -> {
              double gap = Math.sqrt(x * x + z * z) - 1;
              return gap * gap + y * y < 0.09;
            }),
        new Solid(
            "half torus",
            new Torus(0.3, 0),
            (x, y, z) -> {
              double gap = Math.sqrt(x * x + z * z) - 1;
              return gap * gap + y * y < 0.09 && x > 0;
            }),
        new Solid(
            "pyramid",
            Polyhedron.PYRAMID,
            (x, y, z) -> y > -1 && y + 2 * Math.abs(x) < 1 && y + 2 * Math.abs(z) < 1),
        new Solid(
            "blobs",
            new Blobs(List.of(new Blob(0.4, 0, 0, 0.5), new Blob(-0.3, 0.2, 0.1, 0.6))),
            (x, y, z) ->
                (x - 0.4) * (x - 0.4) + y * y + z * z < 0.25
                    || (x + 0.3) * (x + 0.3) + (y - 0.2) * (y - 0.2) + (z - 0.1) * (z - 0.1)
                        < 0.36),
        new Solid(
            "lathe",
            new Profile().to(0, 0).to(0.8, 0).to(0.5, 0.6).to(0.9, 1).to(0, 1).turned(),
            (x, y, z) -> {
              double rho = Math.sqrt(x * x + z * z);
              return y > 0 && y < 1 && rho < (y < 0.6 ? 0.8 - 0.5 * y : 0.5 + (y - 0.6));
            }));
  }

  @ParameterizedTest
  @MethodSource("solids")
  void raysMeetTheSolidWhereItsDefinitionSays(Solid solid) {
    RandomChoices draw = new RandomChoices(11);
    int met = 0;
    for (int i = 0; i < 400; i++) {
      Ray ray = ray(draw);
      double expected = walk(solid.inside, ray);
      double actual = solid.shape.hit(ray, 100);
      if (expected < Double.POSITIVE_INFINITY) {
        met++;
        assertThat(actual).as("ray %d", i).isBetween(expected - 2 * STEP, expected + 2 * STEP);
      } else if (actual < Double.POSITIVE_INFINITY) {
        // A graze shorter than the walker's step; just before and after it there is nothing.
        assertThat(grazes(solid.inside, ray, actual)).as("ray %d", i).isTrue();
      }
    }
    assertThat(met).isGreaterThan(80);
  }

  @ParameterizedTest
  @MethodSource("solids")
  void normalsPointOutOfTheSolid(Solid solid) {
    RandomChoices draw = new RandomChoices(12);
    SurfacePoint at = new SurfacePoint();
    for (int i = 0; i < 200; i++) {
      Ray ray = ray(draw);
      double t = solid.shape.hit(ray, 100);
      if (t < Double.POSITIVE_INFINITY) {
        at.x = ray.ox + t * ray.dx;
        at.y = ray.oy + t * ray.dy;
        at.z = ray.oz + t * ray.dz;
        solid.shape.normal(at);
        double length = Math.sqrt(at.nx * at.nx + at.ny * at.ny + at.nz * at.nz);
        double out = 3e-3 / length;
        assertThat(solid.inside.holds(at.x + out * at.nx, at.y + out * at.ny, at.z + out * at.nz))
            .as("ray %d", i)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("solids")
  void theBoxHoldsTheSolid(Solid solid) {
    RandomChoices draw = new RandomChoices(13);
    Vec3 low = solid.shape.low();
    Vec3 high = solid.shape.high();
    for (int i = 0; i < 3000; i++) {
      double x = draw.between(-2, 2);
      double y = draw.between(-2, 2);
      double z = draw.between(-2, 2);
      if (solid.inside.holds(x, y, z)) {
        assertThat(x).isBetween(low.x(), high.x());
        assertThat(y).isBetween(low.y(), high.y());
        assertThat(z).isBetween(low.z(), high.z());
      }
    }
  }

  private static Ray ray(RandomChoices draw) {
    Ray ray = new Ray();
    ray.from(draw.between(-2, 2), draw.between(-2, 2), draw.sign() * draw.between(2, 3));
    ray.towards(
        draw.between(-0.8, 0.8) - ray.ox,
        draw.between(-0.8, 0.8) - ray.oy,
        draw.between(-0.8, 0.8) - ray.oz);
    return ray;
  }

  private static double walk(Inside inside, Ray ray) {
    for (double t = 0; t < 8; t += STEP) {
      if (inside.holds(ray.ox + t * ray.dx, ray.oy + t * ray.dy, ray.oz + t * ray.dz)) {
        return t;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static boolean grazes(Inside inside, Ray ray, double t) {
    double before = t - 0.1;
    double after = t + 0.1;
    return !inside.holds(
            ray.ox + before * ray.dx, ray.oy + before * ray.dy, ray.oz + before * ray.dz)
        && !inside.holds(ray.ox + after * ray.dx, ray.oy + after * ray.dy, ray.oz + after * ray.dz);
  }
}
