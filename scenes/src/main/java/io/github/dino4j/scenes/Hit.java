package io.github.dino4j.scenes;

/** What a ray met, overwritten for each use. */
final class Hit {
  double t;
  double x;
  double y;
  double z;
  double nx;
  double ny;
  double nz;

  /** Colour of the surface there, after the texture. */
  double r;

  double g;
  double b;
}
