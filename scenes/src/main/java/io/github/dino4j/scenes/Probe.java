package io.github.dino4j.scenes;

/** A surface point under study, overwritten for each use: what textures read and write. */
final class Probe {
  /** Local position: canonical while the normal is found, metres while textures are read. */
  double x;

  double y;
  double z;

  /** Local normal. */
  double nx;

  double ny;
  double nz;

  /** Metres for each canonical unit. */
  double sx;

  double sy;
  double sz;

  /** Texture coordinates along the surface, metres. */
  double u;

  double v;

  /** Side of the patch that one sample stands for, metres. */
  double footprint;

  /** Result: share of the second colour. */
  double mix;

  /** Result: brightness factor. */
  double tone;
}
