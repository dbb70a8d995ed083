package io.github.dino4j.scenes.geometry;

/** A surface point under study, overwritten for each use: what textures read and write. */
public final class SurfacePoint {
  /** Local position: canonical while the normal is found, metres while textures are read. */
  public double x;

  public double y;
  public double z;

  /** Local normal. */
  public double nx;

  public double ny;
  public double nz;

  /** Metres for each canonical unit. */
  public double sx;

  public double sy;
  public double sz;

  /** Texture coordinates along the surface, metres. */
  public double u;

  public double v;

  /** Side of the patch that one sample stands for, metres. */
  public double footprint;

  /** Result: share of the second colour. */
  public double mix;

  /** Result: brightness factor. */
  public double tone;
}
