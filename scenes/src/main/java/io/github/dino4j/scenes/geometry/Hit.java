package io.github.dino4j.scenes.geometry;

/** What a ray met, overwritten for each use. */
public final class Hit {
  public double t;
  public double x;
  public double y;
  public double z;
  public double nx;
  public double ny;
  public double nz;

  /** Colour of the surface there, after the texture. */
  public double r;

  public double g;
  public double b;
}
